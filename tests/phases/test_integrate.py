"""Each service stands behind a port with a fake; nothing of others is brought along."""

from __future__ import annotations

from tests.phases.trees import changes_of, text_of


def test_only_the_chosen_services_are_there() -> None:
    """Postmark and Cloudinary for the help desk; no trace of Stripe, Resend or Supabase."""
    paths = set(changes_of("integrate", "help-desk").writes)
    assert {"lib/email/postmark.ts", "lib/storage/cloudinary.ts"} <= paths
    assert not any(word in path for path in paths for word in ("stripe", "resend", "supabase"))


def test_webhooks_read_the_raw_body_and_count_once() -> None:
    """The signature is checked over the text as it came, and an event that comes twice is handled once."""
    webhook = text_of(
        changes_of("integrate", "restaurant-booking").writes, "app/api/webhooks/stripe/route.ts"
    )
    assert "readEvent(await request.text(), signature)" in webhook
    assert 'isFirst("stripe", event.id)' in webhook


def test_a_template_is_sent_after_what_it_is_called_after() -> None:
    """`booking-confirmation` follows the one operation that creates; the edge function is called by it too."""
    operations = text_of(
        changes_of("domains", "restaurant-booking").writes, "domains/reservation/operations.ts"
    )
    assert 'await after("email", "booking-confirmation", caller, done);' in operations
    assert 'await after("edge", "notify-reservation", caller, done);' in operations


def test_a_live_key_is_refused_in_test_mode() -> None:
    """`stripe.mode: test` holds in the running app."""
    assert "sk_live_" in text_of(
        changes_of("integrate", "restaurant-booking").writes, "lib/payments/stripe.ts"
    )
    assert "sk_live_" not in text_of(changes_of("integrate", "shop").writes, "lib/payments/stripe.ts")


def test_edge_functions_have_plain_names() -> None:
    """A function's folder is a name, whatever the plan calls it."""
    paths = changes_of("integrate", "unsound").writes
    assert {"supabase/functions/x/index.ts", "supabase/functions/a-b/index.ts"} <= paths.keys()
