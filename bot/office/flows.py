"""The flows of the loudspeaker by the commands that start them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.office.approving import Approving
from bot.office.booth import Booth
from bot.office.composing import Composing
from bot.office.flow import Flow
from bot.office.office import OfficeCommand
from bot.office.reporting import Reporting


def make_flows(parts: Booth) -> Mapping[OfficeCommand, Flow]:
    """Return the flows of /phatloa, /duyet and /baocao."""
    return {
        OfficeCommand.COMPOSE: Composing(parts),
        OfficeCommand.APPROVE: Approving(parts),
        OfficeCommand.REPORT: Reporting(parts),
    }
