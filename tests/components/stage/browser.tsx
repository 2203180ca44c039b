import { hydrateRoot } from "react-dom/client";
import { Gallery } from "./gallery";

const root = document.getElementById("root");
if (root) hydrateRoot(root, <Gallery />);
document.documentElement.dataset.alive = "true";
