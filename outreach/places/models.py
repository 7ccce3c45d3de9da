"""Tables of places: Area, District, Venue, Landmark."""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.db import Base, choice
from outreach.refusals import N_

ON_EARTH = "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180"


class Area(Base):
    """A part of town as people say it. `geometry` is a GeoJSON Polygon or MultiPolygon, [longitude, latitude]."""

    __tablename__ = "area"
    __table_args__ = (
        CheckConstraint("weight >= 0", name="weight"),
        CheckConstraint("households >= 0", name="households"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    geometry: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Where the name stands on the map: well inside the area, worked out when the geometry is saved.
    label_latitude: Mapped[float]
    label_longitude: Mapped[float]
    is_priority: Mapped[bool] = mapped_column(default=False)
    # How much of the effort belongs here, against the other areas (the starter: eligible voters).
    weight: Mapped[float] = mapped_column(default=1.0)
    households: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(200), default="")


class District(Base):
    """An electoral district: what areas are composed of, and the hairlines of the sketched map."""

    __tablename__ = "district"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    eligible_voters: Mapped[int | None]
    geometry: Mapped[dict[str, Any]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(String(200), default="")


class Venue(Base):
    """A saved spot to stand on. Unverified ones may be some hundred metres off."""

    __tablename__ = "venue"
    __table_args__ = (CheckConstraint(ON_EARTH, name="on_earth"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    latitude: Mapped[float]
    longitude: Mapped[float]
    note: Mapped[str] = mapped_column(String(500), default="")
    permit_note: Mapped[str] = mapped_column(String(500), default="")
    is_verified: Mapped[bool] = mapped_column(default=False)


class LandmarkKind(StrEnum):
    """What people find their way by."""

    METRO = "metro"
    RAIL = "rail"
    EXIT = "exit"
    SQUARE = "square"

    @property
    def label(self) -> str:
        return _LANDMARK_LABELS[self]


_LANDMARK_LABELS = {
    LandmarkKind.METRO: N_("metro station"),
    LandmarkKind.RAIL: N_("railway station"),
    LandmarkKind.EXIT: N_("station exit"),
    LandmarkKind.SQUARE: N_("square"),
}


class Landmark(Base):
    """A station, exit or square on the sketched map."""

    __tablename__ = "landmark"
    __table_args__ = (UniqueConstraint("name", "kind"), CheckConstraint(ON_EARTH, name="on_earth"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[LandmarkKind] = mapped_column(choice(LandmarkKind))
    latitude: Mapped[float]
    longitude: Mapped[float]
    is_verified: Mapped[bool] = mapped_column(default=False)
