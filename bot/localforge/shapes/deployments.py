"""Deployments, their statuses and environments as JSON."""

from __future__ import annotations

from bot.localforge.records import Deployment, DeploymentStatus, Environment, Json, Repo
from bot.localforge.shapes.issues import acting_app
from bot.localforge.shapes.people import user_json
from bot.localforge.site import Site, node_id
from bot.localforge.state import iso


def deployment_json(site: Site, repo: Repo, deployment: Deployment) -> Json:
    """A Deployment."""
    url = f"{site.repo_url(repo)}/deployments/{deployment.id}"
    return {
        "url": url,
        "id": deployment.id,
        "node_id": node_id("Deployment", deployment.id),
        "sha": deployment.sha,
        "ref": deployment.ref,
        "task": deployment.task,
        "payload": deployment.payload,
        "original_environment": deployment.environment,
        "environment": deployment.environment,
        "description": deployment.description,
        "creator": user_json(site, deployment.login),
        "created_at": iso(deployment.created_at),
        "updated_at": iso(deployment.updated_at),
        "statuses_url": f"{url}/statuses",
        "repository_url": site.repo_url(repo),
        "transient_environment": deployment.transient,
        "production_environment": deployment.production,
        "performed_via_github_app": acting_app(site, deployment.login),
    }


def deployment_status_json(site: Site, repo: Repo, deployment: Deployment, status: DeploymentStatus) -> Json:
    """A DeploymentStatus."""
    url = f"{site.repo_url(repo)}/deployments/{deployment.id}"
    return {
        "url": f"{url}/statuses/{status.id}",
        "id": status.id,
        "node_id": node_id("DeploymentStatus", status.id),
        "state": status.state,
        "creator": user_json(site, status.login),
        "description": status.description,
        "environment": status.environment,
        "target_url": status.log_url,
        "log_url": status.log_url,
        "environment_url": status.environment_url,
        "created_at": iso(status.created_at),
        "updated_at": iso(status.created_at),
        "deployment_url": url,
        "repository_url": site.repo_url(repo),
        "performed_via_github_app": acting_app(site, status.login),
    }


def environment_json(site: Site, repo: Repo, environment: Environment) -> Json:
    """An Environment."""
    return {
        "id": environment.id,
        "node_id": node_id("Environment", environment.id),
        "name": environment.name,
        "url": f"{site.repo_url(repo)}/environments/{environment.name}",
        "html_url": f"{site.page_url(repo)}/deployments",
        "created_at": iso(environment.created_at),
        "updated_at": iso(environment.created_at),
        "protection_rules": [],
        "deployment_branch_policy": None,
    }
