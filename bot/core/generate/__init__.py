"""From a resolved app to text: code, SQL, documents. Pure."""
