"""Areas as GeoJSON with everything that an import takes back."""

from typing import Any

from outreach.places.queries import areas


def areas_as_geojson() -> dict[str, Any]:
    """A FeatureCollection of the areas in use."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": area.geometry,
                "properties": {
                    "name": area.name,
                    "is_priority": area.is_priority,
                    "weight": area.weight,
                    "households": area.households,
                    "own_goal": area.own_goal,
                    "source": area.source,
                },
            }
            for area in areas()
        ],
    }
