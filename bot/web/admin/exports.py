"""Files to take away: the log, the visits, the views."""

from __future__ import annotations

from datetime import date

from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from bot.admin.exports.order import Format, Order, Sheet, permit
from bot.admin.exports.writing import WRITERS
from bot.admin.periods import Span
from bot.staff import MAY, Deed, NotAllowedError
from bot.web.admin.page import PRIVATE, Opened, Page
from bot.web.admin.wishes import read_choice, read_day
from bot.web.guard import allow_time

EXPORT_S = 1800.0
_MEDIA = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def show_exports(opened: Opened) -> Response:
    """Return the form that asks what is wanted."""
    today = _today(opened)
    return opened.show(
        "exports.html",
        sheets=tuple(Sheet),
        formats=tuple(Format),
        first=today.replace(day=1).isoformat(),
        last=today.isoformat(),
        may_have_text=Deed.EXPORT_TEXT in MAY[opened.member.role],
    )


async def export(opened: Opened) -> Response:
    """Return the file, made while it is sent; words of residents only to who may have them, noted as a deed."""
    order, form = _read_order(opened), read_choice(opened.form.get("dinh-dang", ""), Format)
    if order is None or form is None:
        return opened.go_on("/xuat-tep", "export_days")
    services = opened.services
    try:
        await permit(services.gate, opened.member.telegram_id, order, now=services.clock())
    except NotAllowedError as error:
        raise HTTPException(403) from error
    allow_time(opened.request, EXPORT_S)
    rows = services.numbers.rows
    body = WRITERS[form](rows.head(order), rows.batches(order))
    headers = {"Content-Disposition": f'attachment; filename="{order.name}.{form}"', **PRIVATE}
    return StreamingResponse(body, media_type=_MEDIA[form], headers=headers)


def _read_order(opened: Opened) -> Order | None:
    form = opened.form
    sheet = read_choice(form.get("noi-dung", ""), Sheet)
    first, last = read_day(form.get("tu-ngay", "")), read_day(form.get("den-ngay", ""))
    if not sheet or not first or not last or first > last:
        return None
    return Order(sheet, Span(first, last), opened.language, has_text=form.get("cau-hoi") == "1")


def _today(opened: Opened) -> date:
    return opened.services.clock().astimezone(opened.services.settings.zone).date()


PAGES = (
    Page("/xuat-tep", Deed.EXPORT, show_exports, name="exports"),
    Page("/xuat-tep", Deed.EXPORT, export, method="POST", is_file=True),
)
