using System.Globalization;
using SegEdge.EdgeHost.Evaluation.Explanations;
using SegEdge.Explain;

namespace SegEdge.EdgeHost.Evaluation.Reports;

/// <summary>The figures of a report as SVG, by file name.</summary>
internal static class StudyFigures
{
    public const string Pareto = "pareto.svg", Certificate = "certificate.svg", Ages = "streaming.svg";

    // Okabe, Ito, Color Universal Design, 2008: told apart by colour-blind eyes.
    private static readonly string[] Colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555", "#000000"];

    private const string Own = "#d55e00", Rival = "#0072b2";

    // A method without passes has no place on a logarithm.
    private const double NoPasses = 0.5;

    /// <summary>Figures of kinds that nothing was measured of are left out.</summary>
    public static IReadOnlyDictionary<string, string> Of(StudyFolders studies)
    {
        var figures = new Dictionary<string, string>();
        if (studies.Maps.Methods.Count > 0)
        {
            figures[Pareto] = DrawPareto(studies.Maps);
            if (CertificateSection.Pairs(studies.Maps).Any()) figures[Certificate] = DrawCertificate(studies.Maps);
        }
        if (studies.Streamed.Methods.Count > 0) figures[Ages] = DrawAges(new StreamedMaps(studies.Streamed));
        return figures;
    }

    private static string DrawPareto(Measurements measured)
    {
        var all = new Comparison(measured);
        var points = all.Ranked.Where(MethodTables.IsRival).Select(m => (Method: m, Gap: all.Of(m, "gap")!.Value, Passes: all.Mean(m, "passes"))).ToList();
        var svg = new Svg(860, 480);
        var most = points.Max(p => p.Passes);
        var panel = new Panel(svg, 60, 20, 620, 400, new Axis(NoPasses, Math.Max(10, most * 1.3), "passes (forward; a gradient counts as three), logarithmic", Logarithmic: true),
            Axis.Around(points.SelectMany(p => new[] { p.Gap.Low ?? p.Gap.Mean, p.Gap.High ?? p.Gap.Mean }), "insertion − deletion AUC"));
        // Names stand beside their points, and below the name that stands there already.
        var placed = new List<(double X, double Y)>();
        foreach (var (method, gap, passes) in points)
        {
            var colour = method is ExplainerSet.Standard or "coalition-gradients" ? Own : Rival;
            panel.Mark(passes, gap.Mean, gap.Low ?? gap.Mean, gap.High ?? gap.Mean, colour);
            var (x, y) = (panel.X(passes) + 8, panel.Y(gap.Mean) + 4);
            while (placed.Any(p => Math.Abs(p.X - x) < 140 && Math.Abs(p.Y - y) < 13)) y += 1;
            placed.Add((x, y));
            svg.Text(x, y, method, size: 11, colour: colour);
        }
        svg.Text(62, 434, "0", "middle", 11);
        return svg.ToString();
    }

    // Thousands of maps: squares that are darker where more of them lie.
    private static string DrawCertificate(Measurements measured)
    {
        const int Squares = 60;
        var pairs = CertificateSection.Pairs(measured).ToList();
        var svg = new Svg(520, 500);
        var both = pairs.SelectMany(p => new[] { p.Probe, p.Gap });
        var axis = Axis.Around(both, "insertion − deletion AUC, whole curves");
        var panel = new Panel(svg, 60, 20, 420, 420, axis, axis with { Title = string.Create(CultureInfo.InvariantCulture, $"probe, {Probe.Fresh.Passes} passes") });
        var side = (axis.To - axis.From) / Squares;
        var counts = pairs.GroupBy(p => ((int)((p.Gap - axis.From) / side), (int)((p.Probe - axis.From) / side))).Select(g => (At: g.Key, Count: g.Count())).ToList();
        var most = counts.Max(c => c.Count);
        foreach (var ((column, row), count) in counts.OrderBy(c => c.At))
        {
            var (x, y) = (panel.X(axis.From + (column * side)), panel.Y(axis.From + ((row + 1) * side)));
            svg.Box(x, y, 420.0 / Squares, 420.0 / Squares, Rival, 0.25 + (0.75 * Math.Sqrt((double)count / most)));
        }
        svg.Line(panel.X(axis.From), panel.Y(axis.From), panel.X(axis.To), panel.Y(axis.To), "#333333", 1, "4 3");
        return svg.ToString();
    }

    private static string DrawAges(StreamedMaps maps)
    {
        const int Across = 4, Wide = 200, High = 150, StepX = 236, StepY = 210;
        var means = (from motion in maps.Motions
                     from way in maps.Ways
                     from ages in StreamedMaps.Spans
                     let mean = maps.Of(way, motion, ages)?.Mean
                     where mean is not null
                     select (motion, way, age: ages.First, mean: mean.Value)).ToList();
        var rows = (maps.Motions.Count + Across - 1) / Across;
        var svg = new Svg(60 + (Across * StepX), 60 + (rows * StepY));
        var y = Axis.Around(means.Select(m => m.mean), "");
        var x = new Axis(0, StreamedMaps.Spans[^1].First, "");
        for (var m = 0; m < maps.Motions.Count; m++)
        {
            var (column, row) = (m % Across, m / Across);
            var panel = new Panel(svg, 60 + (column * StepX), 30 + (row * StepY), Wide, High, row == rows - 1 || m + Across >= maps.Motions.Count ? x with { Title = "frames learned from, and more" } : x,
                column == 0 ? y with { Title = "insertion − deletion" } : y, maps.Motions[m]);
            for (var w = 0; w < maps.Ways.Count; w++)
                panel.Curve(means.Where(v => v.motion == maps.Motions[m] && v.way == maps.Ways[w]).Select(v => ((double)v.age, v.mean)), Colours[w % Colours.Length],
                    w == 0 ? 2.5 : 1.5, w == 0 ? null : "5 2");
        }
        for (var w = 0; w < maps.Ways.Count; w++)
        {
            var (left, top) = (60 + (w * 150), 46 + (rows * StepY));
            svg.Line(left, top - 4, left + 24, top - 4, Colours[w % Colours.Length], w == 0 ? 2.5 : 1.5, w == 0 ? null : "5 2");
            svg.Text(left + 30, top, maps.Ways[w], size: 12);
        }
        return svg.ToString();
    }
}
