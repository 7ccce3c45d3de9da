"""Tables of places: Area with its former outlines, District, Venue, Landmark."""

from datetime import datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from outreach.db import Base, choice
from outreach.refusals import N_

ON_EARTH = "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180"


class Area(Base):
    """A part of town as people say it. `geometry` is a GeoJSON Polygon or MultiPolygon, [longitude, latitude]."""

    __tablename__ = "area"
    __table_args__ = (
        CheckConstraint("weight >= 0", name="weight"),
        CheckConstraint("households >= 0", name="households"),
        CheckConstraint("own_goal >= 0", name="own_goal"),
        # a retired area keeps its name, and leaves it free for another
        Index(
            "uq_area_name_living",
            "name",
            unique=True,
            sqlite_where=text("retired_at IS NULL"),
            postgresql_where=text("retired_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    geometry: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Where the name stands on the map: well inside the area, worked out when the geometry is saved.
    label_latitude: Mapped[float]
    label_longitude: Mapped[float]
    is_priority: Mapped[bool] = mapped_column(default=False)
    # How much of the effort belongs here, against the other areas (the starter: eligible voters).
    weight: Mapped[float] = mapped_column(default=1.0)
    households: Mapped[int | None]
    # So many visits a year are aimed at here; without a number its share of the goals follows from the weight.
    own_goal: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(200), default="")
    # No longer used: what was held here stays counted here.
    retired_at: Mapped[datetime | None]


class AreaVersion(Base):
    """An outline that an area had until it was changed."""

    __tablename__ = "area_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), index=True)
    geometry: Mapped[dict[str, Any]] = mapped_column(JSON)
    valid_until: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))


class AreaDraft(Base):
    """A GeoJSON file that somebody wants to import, between the preview and their yes. Kept for a day, for them."""

    __tablename__ = "area_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str] = mapped_column(String(120))
    collection: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]


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
    # Whether a square meeting here needs a permit.
    needs_permit: Mapped[bool] = mapped_column(default=True)
    is_verified: Mapped[bool] = mapped_column(default=False)

    windows: Mapped[list["VenueWindow"]] = relationship(
        lazy="select", order_by="(VenueWindow.weekday, VenueWindow.start)", cascade="all, delete-orphan"
    )


class VenueWindow(Base):
    """A time at which a venue is good to stand on: a weekday (0 is Monday), from and to as the clock shows."""

    __tablename__ = "venue_window"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint('"end" > start', name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"), index=True)
    weekday: Mapped[int]
    start: Mapped[time]
    end: Mapped[time]


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
