"""Taking the directory along."""

from django.http import HttpRequest, StreamingHttpResponse

from fourthp.directory.formats.export import package_chunks
from fourthp.directory.operations.edits import note_export
from fourthp.directory.queries.export import sheets_of
from fourthp.foundation.clock import today


def export(request: HttpRequest) -> StreamingHttpResponse:
    """Give everything that the reader may see as a package of HSDS 3.2.3."""
    person = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    note_export(by=person)
    answer = StreamingHttpResponse(
        package_chunks(sheets_of(person, today=today())), content_type="application/zip"
    )
    name = f"services-{today():%Y-%m-%d}.zip"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
