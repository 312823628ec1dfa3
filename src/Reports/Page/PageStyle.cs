namespace CharRnn.Reports;

/// <summary>The style sheet of the page, light and dark.</summary>
internal static class PageStyle
{
    // No '<', '>' or '&': HTML takes a style sheet as it is, XML does not.
    public const string Text = """

        :root { color-scheme: light dark; }
        body { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; max-width: 900px; margin: 2rem auto; padding: 0 1rem;
          background: #ffffff; color: #16202e; }
        h1, p, .groups { overflow-wrap: anywhere; }
        h2 { margin-top: 2.5rem; }
        svg { max-width: 100%; height: auto; }
        table { border-collapse: collapse; }
        th, td { text-align: left; font-weight: 400; vertical-align: top; padding: 0.25rem 1.25rem 0.25rem 0; border-bottom: 1px solid #e3e7ed; }
        th, p.about, h3 span { color: #5a6675; }
        thead th { font-size: 0.85rem; }
        td { font-variant-numeric: tabular-nums; }
        h3 span { font-weight: 400; font-size: 0.9rem; margin-left: 0.75rem; }
        .groups { display: flex; flex-wrap: wrap; gap: 0 4rem; }
        pre { font: 14px/1.5 ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere;
          background: #f4f6f9; padding: 0.75rem 1rem; border-radius: 6px; }
        @media (prefers-color-scheme: dark) {
        body { background: #14181f; color: #eef2f8; }
        th, td { border-color: #2a313c; }
        th, p.about, h3 span { color: #9aa7b7; }
        pre { background: #1d232c; }
        }

        """;
}
