"""A commit at an address of its own, for whoever looks at a pull request."""

from mlops.release.target import Target

SETTINGS = "preview"
"""In the place of the settings' fingerprint: no release takes a preview for what it staged."""


async def preview(target: Target, commit: str) -> str:
    """Its address. Raises InvalidInput, VendorUnavailable, VendorRejected.

    It is built and told what the environment's own deployments are, with the settings that the
    project has now, and the database is not migrated for it.
    """
    project = await target.vercel.project(target.project)
    stage = target.handlers(commit)["vercel.stage"]
    staged = await stage({"project": project.id, "commit": commit, "settings": SETTINGS})
    url = (await target.vercel.deployment(staged)).url
    assert url is not None, "what is ready has an address"
    return f"https://{url}"
