"""Who gets in, and what for."""

from __future__ import annotations

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.localforge.scene import AT, REPO, Scene


async def test_a_json_web_token_lives_ten_minutes_at_most(world: Scene) -> None:
    """One that would live longer, or is over, is refused."""
    assert (await world.call("GET", "/app", token=world.jwt(life=600))).status == 200
    assert (await world.call("GET", "/app", token=world.jwt(life=601))).status == 401
    assert (await world.call("GET", "/app", token=world.jwt(life=-1))).status == 401


async def test_a_json_web_token_is_signed_by_the_registered_key(world: Scene) -> None:
    """Another key does not count."""
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.PrivateFormat.TraditionalOpenSSL
    pem = other.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()
    assert (await world.call("GET", "/app", token=world.jwt(key=pem))).status == 401
    assert (await world.call("GET", "/app", token="nonsense")).status == 401
    assert (await world.call("GET", "/app", token=world.bot)).status == 401


async def test_an_installation_token_lives_an_hour(world: Scene) -> None:
    """It looks like GitHub's, and after an hour it is nobody's."""
    assert world.bot.startswith(f"ghs_{world.app['id']}_")
    assert 450 < len(world.bot) < 600
    world.clock.forward(minutes=59)
    assert (await world.call("GET", AT)).status == 200
    world.clock.forward(minutes=1)
    assert (await world.call("GET", AT)).status == 401


async def test_a_token_holds_the_permissions_it_was_narrowed_to(world: Scene) -> None:
    """Reading is not writing, and one resource is not another."""
    token = await world.new_token(permissions={"issues": "read"})
    assert (await world.call("GET", AT + "/issues", token=token)).status == 200
    refused = await world.call("POST", AT + "/issues", {"title": "t"}, token)
    assert (refused.status, refused.data["message"]) == (403, "Resource not accessible by integration")
    assert (await world.call("GET", AT + "/contents/README.md", token=token)).status == 403
    asked = {"permissions": {"administration": "write"}}
    path = f"/app/installations/{world.installation}/access_tokens"
    assert (await world.call("POST", path, asked, world.jwt())).status == 422


async def test_what_one_may_not_see_is_not_there(world: Scene) -> None:
    """A private repository is 404 to strangers and to installations elsewhere."""
    await world.forge.create_repo("owner/secret")
    assert (await world.call("GET", "/repos/owner/secret")).status == 404
    stranger = (await world.forge.create_user("stranger"))["token"]
    assert (await world.call("GET", AT, token=stranger)).status == 404
    assert (await world.call("GET", AT, token="")).status == 401


async def test_on_a_public_repository_everyone_reads(public: Scene) -> None:
    """The permission API says so too; writing is another matter."""
    stranger = (await public.forge.create_user("stranger"))["token"]
    held = await public.ok("GET", AT + "/collaborators/stranger/permission")
    assert held["permission"] == "read"
    assert (await public.call("GET", AT, token=stranger)).status == 200
    body = {"message": "m", "content": "aGk="}
    assert (await public.call("PUT", AT + "/contents/x", body, stranger)).status == 404


async def test_the_permission_api_tells_the_role_as_it_is_now(world: Scene) -> None:
    """`maintain` shows as write and `triage` as read, with the role by its name beside it."""
    for role, permission in (("maintain", "write"), ("triage", "read"), ("admin", "admin")):
        await world.forge.set_permission(REPO, "guest", role)
        held = await world.ok("GET", AT + "/collaborators/guest/permission")
        assert (held["permission"], held["role_name"]) == (permission, role)
    await world.forge.set_permission(REPO, "guest", "none")
    assert (await world.ok("GET", AT + "/collaborators/guest/permission"))["permission"] == "none"


async def test_a_suspended_installation_does_nothing(world: Scene) -> None:
    """Its tokens are refused and it gets no new ones until that ends."""
    await world.forge.suspend(world.installation)
    path = f"/app/installations/{world.installation}/access_tokens"
    assert (await world.call("GET", AT)).status == 403
    assert (await world.call("POST", path, token=world.jwt())).status == 403
    await world.forge.suspend(world.installation, suspended=False)
    assert (await world.call("GET", AT)).status == 200


async def test_an_app_comes_from_its_manifest(world: Scene) -> None:
    """The page takes a manifest and leads back with a code that is good once."""
    manifest = '{"name": "Mine", "redirect_url": "http://127.0.0.1:1/back", "hook_attributes": {"url": ""}}'
    async with world.session.post(
        f"{world.forge.url}/settings/apps/new?state=s", data={"manifest": manifest}, allow_redirects=False
    ) as answer:
        target = answer.headers["Location"]
    assert target.startswith("http://127.0.0.1:1/back?code=")
    assert target.endswith("&state=s")
    code = target.partition("code=")[2].partition("&")[0]
    made = await world.ok("POST", f"/app-manifests/{code}/conversions", token="")
    assert made["pem"].startswith("-----BEGIN RSA PRIVATE KEY-----")
    assert made["slug"] == "mine"
    assert (await world.call("POST", f"/app-manifests/{code}/conversions", token="")).status == 404
