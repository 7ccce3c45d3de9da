"""What puts the app on a phone's home screen and keeps it calm without a network: manifest, worker, offline page."""

from flask import Flask, Response, current_app, g, jsonify, render_template, request, send_file, url_for
from flask_babel import gettext as _

from outreach import assets
from outreach.i18n import LANGUAGES, language

# On a home screen others look over one's shoulder: the name says nothing of the association.
NAME = "Outreach"


def init_app(app: Flask) -> None:
    """Serve them at the root, since a service worker rules only what lies below it. Everybody may have them."""
    app.add_url_rule("/manifest.webmanifest", "manifest", manifest)
    app.add_url_rule("/sw.js", "service_worker", service_worker)
    app.add_url_rule("/offline", "offline", offline)
    app.add_template_global(service_worker_url, "service_worker_url")


def manifest() -> Response:
    """How the app looks and where it begins once it is installed."""
    icons = [
        {"src": assets.asset(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size, purpose in ((192, "any"), (512, "any"), (512, "maskable"))
    ]
    response = jsonify(
        id="/",
        name=NAME,
        short_name=NAME,
        description=_("Slots, and who takes them"),
        lang=language(),
        start_url="/me",
        scope="/",
        display="standalone",
        background_color="#faf8f4",
        theme_color="#faf8f4",
        icons=icons,
    )
    response.mimetype = assets.TYPES[".webmanifest"]
    return response


def service_worker() -> Response:
    """The worker's script. Its address names the static files' digest, so a new version brings a new worker."""
    path = current_app.extensions["assets"].files["sw.js"]
    response = send_file(path, mimetype=assets.TYPES[".js"])
    response.headers["Cache-Control"] = "no-cache"
    return response


def service_worker_url() -> str:
    """What a page registers."""
    digest = current_app.extensions["assets"].digest
    return url_for("service_worker", version=digest, language=language())


def offline() -> str:
    """The page that is kept on the phone for when there is no network. It asks the database nothing, of nobody."""
    wanted = request.args.get("language", "")
    if wanted in LANGUAGES:
        g.language = wanted
    return render_template("offline.html")
