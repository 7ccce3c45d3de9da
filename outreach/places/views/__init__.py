"""Pages and data of places: GeoJSON and tiles of maps, the spread, areas drawn, reshaped, imported; venues."""

from outreach.places.views.areas import bp as areas_bp
from outreach.places.views.geojson import bp as geojson_bp
from outreach.places.views.importing import bp as importing_bp
from outreach.places.views.reshaping import bp as reshaping_bp
from outreach.places.views.spread import bp as spread_bp
from outreach.places.views.tiles import bp as tiles_bp
from outreach.places.views.venues import bp as venues_bp

# Each file that has pages adds its blueprint here.
places_bps = (geojson_bp, spread_bp, areas_bp, reshaping_bp, importing_bp, venues_bp, tiles_bp)

__all__ = ["places_bps"]
