"""The icon set: simple strokes on a 24 grid, drawn for this product, inlined so that they take the text colour."""

from __future__ import annotations

from functools import lru_cache

from django.template import TemplateSyntaxError
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICONS: dict[str, str] = {
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "desk": '<path d="M4 13h4l2 3h4l2-3h4M5 5h14l1 8v6H4v-6z"/>',
    "person": '<circle cx="12" cy="8" r="3.5"/><path d="M5 20c.6-4 3.4-6 7-6s6.4 2 7 6"/>',
    "people": '<circle cx="9" cy="8.5" r="3"/><path d="M3 19c.5-3.5 2.8-5 6-5s5.5 1.5 6 5M15.5 5.8a3 3 0 0 1 0 5.4'
    'M17 14.2c2.3.5 3.6 2 4 4.8"/>',
    "company": '<path d="M5 20V5l8-2v17M13 9l6 1.5V20M3 20h18M8 8h2M8 12h2M8 16h2M16 14h.5M16 17h.5"/>',
    "file": '<path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"/>',
    "files": '<path d="M8 3h7l4 4v11H8zM15 3v4h4M8 7H5v14h11v-3"/>',
    "folder": '<path d="M3 6h6l2 2h10v11H3z"/>',
    "archive": '<path d="M4 4h16v5H4zM5 9v11h14V9M10 13h4"/>',
    "inbox": '<path d="M4 13h4.5l1.5 3h4l1.5-3H20M4 13l3-8h10l3 8v6H4z"/>',
    "ledger": '<path d="M6 3h13v18H6a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM8 3v18M11 8h5M11 12h5"/>',
    "seal": '<rect x="6" y="3" width="12" height="18" rx="1"/><path d="M9 8h6M9 12h6M12 8v8"/>',
    "shield": '<path d="M12 3 5 6v6c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6z"/>',
    "lock": '<rect x="5" y="11" width="14" height="9" rx="1.5"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="2.8"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10h16M8 3v4M16 3v4"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "alert": '<path d="M12 4 2.8 20h18.4zM12 10v5M12 17.5v.5"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.5v.5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "edit": '<path d="M5 19h3L19 8l-3-3L5 16zM14 7l3 3"/>',
    "copy": '<path d="M8 8h11v12H8zM5 16V4h11"/>',
    "print": '<path d="M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z"/>',
    "download": '<path d="M12 4v11m-4.5-4.5L12 15l4.5-4.5M4 20h16"/>',
    "upload": '<path d="M12 16V5M7.5 9.5 12 5l4.5 4.5M4 20h16"/>',
    "filter": '<path d="M4 5h16l-6 8v6l-4-2v-4z"/>',
    "sort": '<path d="M8 5v14m-3-3 3 3 3-3M16 19V5m-3 3 3-3 3 3"/>',
    "up": '<path d="m6 15 6-6 6 6"/>',
    "down": '<path d="m6 9 6 6 6-6"/>',
    "left": '<path d="m15 6-6 6 6 6"/>',
    "right": '<path d="m9 6 6 6-6 6"/>',
    "phone": '<path d="M6 3h4l1.5 5L9 10c1 2.5 2.5 4 5 5l2-2.5 5 1.5v4c0 1.5-1 2-2 2C11 20 4 13 4 5c0-1 .5-2 2-2z"/>',
    "link": '<path d="M10 14 14 10M9 7l2-2a4 4 0 0 1 6 6l-2 2M15 17l-2 2a4 4 0 0 1-6-6l2-2"/>',
    "history": '<path d="M4 12a8 8 0 1 0 3-6.2L4 8M4 4v4h4M12 8v4l3 2"/>',
    "merge": '<path d="M6 4v4c0 4 6 3.5 6 8v4M18 4v4c0 4-6 3.5-6 8"/>',
    "settings": '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4"/>',
    "moon": '<path d="M19 14.5A8 8 0 0 1 9.5 5a8 8 0 1 0 9.5 9.5z"/>',
    "exit": '<path d="M10 4H5v16h5M14 8l4 4-4 4M18 12H9"/>',
    "image": '<path d="M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4"/><circle cx="15.5" cy="9" r="1.2"/>',
    "play": '<path d="M7 5v14l12-7z"/>',
    "undo": '<path d="M8 5 4 9l4 4M4 9h10a5 5 0 0 1 0 10h-3"/>',
}


@lru_cache(maxsize=1000)
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the set; `label` only where no text says the same."""
    try:
        strokes = ICONS[name]
    except KeyError:
        raise TemplateSyntaxError(f"unknown icon {name!r}; known: {', '.join(sorted(ICONS))}") from None
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" {}>{}</svg>',
        spoken,
        mark_safe(strokes),  # noqa: S308  our own strokes
    )
