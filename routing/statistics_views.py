"""A unit's statistics, on the screen and as CSV."""

from io import BytesIO

from flask import Response, request, send_file

from registry.auth import current_officer, requires
from registry.office import office
from registry.vocabulary import Permission
from registry.web import show
from routing import statistics_queries
from routing.blueprint import bp
from routing.statistics_forms import StatisticsFilter


@bp.get("/statistics")
@requires(Permission.READ)
def statistics() -> Response:
    """Show a unit's year."""
    return show(_page())


@bp.get("/statistics.csv")
@requires(Permission.READ)
def statistics_csv() -> Response:
    """Send a unit's year as CSV."""
    page = _page()
    stream = BytesIO(statistics_queries.statistics_csv(page))
    name = f"สถิติ {page.unit.name} {page.year}.csv"
    return send_file(stream, "text/csv", as_attachment=True, download_name=name)


def _page() -> statistics_queries.StatisticsPage:
    wanted, here = StatisticsFilter.parse(request.args), office()
    with here.database.reading() as session:
        return statistics_queries.statistics(
            session, current_officer(), wanted, now=here.clock.now()
        )
