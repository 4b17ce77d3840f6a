namespace SegEdge.Fleet.Analysis.Reports;

/// <summary>The drawings of a report, each with its words.</summary>
internal static class ReportFigures
{
    // A phone's width is 360 and more: there, letters are hardly smaller than written.
    private const double Width = 440;

    /// <summary>A spot's intervals above the fleet's.</summary>
    public static Figure Signs(WeakSpot spot)
    {
        const double left = 128, row = 34;
        var words = $"{spot.Slice}: " + string.Join("; ", spot.Signs.Select(sign => $"{Words.Of(sign.Measure)} {Words.Value(sign.Measure, sign.Value)}, fleet {Words.Value(sign.Measure, sign.FleetValue)}"));
        var drawing = new Drawing(Width, row * spot.Signs.Count + 22, words);
        for (var i = 0; i < spot.Signs.Count; i++)
        {
            var sign = spot.Signs[i];
            var top = i * row;
            // Shares on 0 to 100 %; rates to the end of their own interval.
            var most = sign.Measure == Measure.Flags ? sign.Slice.High : 1;
            double At(double value) => left + Math.Min(1, value / most) * (Width - left - 10);
            drawing.Label(0, top + 17, Words.Of(sign.Measure)).Line(left, top + 28, Width - 10, top + 28, "axis");
            drawing.Bar(At(sign.Slice.Low), top + 4, At(sign.Slice.High) - At(sign.Slice.Low), 8, "slice");
            drawing.Bar(At(sign.Fleet.Low), top + 16, At(sign.Fleet.High) - At(sign.Fleet.Low), 8, "fleet");
        }

        var bottom = row * spot.Signs.Count + 14;
        drawing.Bar(left, bottom - 8, 14, 8, "slice").Label(left + 20, bottom, "this slice").Bar(left + 100, bottom - 8, 14, 8, "fleet").Label(left + 120, bottom, "the rest of the fleet");
        return new(drawing.ToString(), words + ". Bars are intervals that hold for all slices at once.");
    }

    public static Figure Hours(IReadOnlyList<SliceRow> byHour)
    {
        const double height = 150, bottom = 120;
        var rates = new double[24];
        foreach (var row in byHour) rates[row.Slice.Hour!.Value] = row.FlagRate ?? 0;
        var most = Math.Max(rates.Max(), 1e-9);
        var (high, low) = (Array.IndexOf(rates, rates.Max()), Array.IndexOf(rates, rates.Min()));
        var words = $"Flags per camera-hour by hour of day (UTC): most at {high:00}:00 with {Words.Rate(rates[high])}, least at {low:00}:00 with {Words.Rate(rates[low])}.";
        var drawing = new Drawing(Width, height, words);
        for (var hour = 0; hour < 24; hour++)
        {
            var x = 8 + hour * (Width - 16) / 24;
            drawing.Bar(x, bottom - rates[hour] / most * 100, (Width - 16) / 24 - 3, rates[hour] / most * 100, "fleet");
            if (hour % 3 == 0) drawing.Label(x, bottom + 16, $"{hour:00}");
        }

        drawing.Line(0, bottom, Width, bottom, "axis").Label(8, 12, $"{Words.Rate(most)} per camera-hour");
        return new(drawing.ToString(), words);
    }

    /// <summary>Where the old and the new version look, side by side.</summary>
    public static Figure Maps(MapPair pair, string oldVersion, string newVersion)
    {
        const double side = 7, gap = 16, top = 18;
        var words = $"Mean heat maps of {pair.Class} at {pair.Camera}, {oldVersion} left and {newVersion} right. Most weight {Place(pair.OldMean)} and {Place(pair.NewMean)}.";
        var drawing = new Drawing(2 * FrameGrid.Columns * side + gap, FrameGrid.Rows * side + top, words);
        foreach (var (mean, left, name, style) in (ReadOnlySpan<(IReadOnlyList<double>, double, string, string)>)
            [(pair.OldMean, 0, $"{oldVersion}, {pair.OldMaps} maps", "fleet"), (pair.NewMean, FrameGrid.Columns * side + gap, $"{newVersion}, {pair.NewMaps} maps", "slice")])
        {
            var most = Math.Max(mean.Max(), 1e-12);
            drawing.Label(left, 12, name);
            for (var i = 0; i < mean.Count; i++)
                if (mean[i] / most >= 0.02) drawing.Cell(left + i % FrameGrid.Columns * side, top + i / FrameGrid.Columns * side, side, style, mean[i] / most);
        }

        return new(drawing.ToString(), words);
    }

    private static string Place(IReadOnlyList<double> mean)
    {
        var (x, y, sum) = (0.0, 0.0, Math.Max(mean.Sum(), 1e-12));
        for (var i = 0; i < mean.Count; i++) (x, y) = (x + mean[i] * (i % FrameGrid.Columns + 0.5), y + mean[i] * (i / FrameGrid.Columns + 0.5));
        return FormattableString.Invariant($"around {x / sum / FrameGrid.Columns:0%} of the width and {y / sum / FrameGrid.Rows:0%} of the height");
    }
}
