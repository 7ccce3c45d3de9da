"""Change places: areas one by one, reshaped, out of GeoJSON; and the geography of a starter folder."""

from outreach.places.service.areas import Overlap, follows_areas, restore_area, retire_area, save_area
from outreach.places.service.importing import AreaImport, ImportRow, import_areas, import_collection, plan_import
from outreach.places.service.reshaping import merge_areas, split_area
from outreach.places.service.starter import Loaded, load_starter

__all__ = [
    "AreaImport",
    "ImportRow",
    "Loaded",
    "Overlap",
    "follows_areas",
    "import_areas",
    "import_collection",
    "load_starter",
    "merge_areas",
    "plan_import",
    "restore_area",
    "retire_area",
    "save_area",
    "split_area",
]
