namespace CharRnn.Reports;

/// <summary>The style sheet of the curve, light and dark.</summary>
internal static class CurveStyle
{
    // Plain values, no variables: programs other than browsers draw SVG too. They see the light colours.
    public const string Text = """

        .curve { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
        .curve text { fill: #3d4654; }
        .curve .heading { font-size: 18px; font-weight: 600; fill: #16202e; }
        .curve .background { fill: #ffffff; }
        .curve .grid { stroke: #e3e7ed; }
        .curve .frame { stroke: #9aa5b4; fill: none; }
        .curve polyline { fill: none; stroke-width: 2; stroke-linejoin: round; }
        .curve .training { stroke: #2f6fdb; }
        .curve .validation { stroke: #d1690b; }
        .curve .rate { stroke: #28866b; }
        .curve circle.training { fill: #2f6fdb; }
        .curve circle.validation { fill: #d1690b; }
        .curve circle.rate { fill: #28866b; }
        .curve .lowest { stroke: #16202e; stroke-width: 1.5; fill: none; }
        .curve text.mark { fill: #16202e; }
        @media (prefers-color-scheme: dark) {
        .curve text { fill: #b9c3d1; }
        .curve .heading { fill: #eef2f8; }
        .curve .background { fill: #14181f; }
        .curve .grid { stroke: #2a313c; }
        .curve .frame { stroke: #67727f; }
        .curve .training { stroke: #7fabff; }
        .curve .validation { stroke: #ffaa57; }
        .curve .rate { stroke: #5fcaa8; }
        .curve circle.training { fill: #7fabff; }
        .curve circle.validation { fill: #ffaa57; }
        .curve circle.rate { fill: #5fcaa8; }
        .curve .lowest { stroke: #eef2f8; }
        .curve text.mark { fill: #eef2f8; }
        }

        """;
}
