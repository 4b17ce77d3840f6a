using System.Globalization;

namespace SegEdge.Fleet.Store.Sql;

/// <summary>Questions to <c>figure</c>; values are bound, never written into the text.</summary>
internal static class SqlFigures
{
    public static (string Sql, object?[] Values) ByTime(FigureFilter filter)
    {
        var level = (filter.Step, OfCameras: filter.Device is not null || filter.Camera is not null) switch
        {
            (FigureStep.Hour, true) => FigureLevel.CameraHour,
            (FigureStep.Hour, false) => FigureLevel.SiteHour,
            (_, true) => FigureLevel.CameraDay,
            _ => FigureLevel.SiteDay,
        };
        var (first, behind) = Hours(filter);
        var values = new List<object?>();
        var where = Where(filter, level, first, behind, values);
        return ($"SELECT start_hour, class, rule, model, model_version, {FigureColumns.Sums} FROM figure{where} GROUP BY start_hour, class, rule, model, model_version "
            + "ORDER BY start_hour, class, rule, model, model_version", [.. values]);
    }

    public static (string Sql, object?[] Values) ByCamera(FigureFilter filter)
    {
        var (first, behind) = Hours(filter);
        // Days where they are whole, hours at both ends: a week of hours is many rows, and of cameras its days are enough.
        var (day, end) = (FigureKey.DayOf(first + 23), FigureKey.DayOf(behind));
        (FigureLevel Level, long First, long Behind)[] parts = day < end
            ? [(FigureLevel.CameraHour, first, day), (FigureLevel.CameraDay, day, end), (FigureLevel.CameraHour, end, behind)]
            : [(FigureLevel.CameraHour, first, behind)];
        var values = new List<object?>();
        var selects = parts.Where(part => part.First < part.Behind).Select(part => $"SELECT site, device, camera, {FigureColumns.List} FROM figure{Where(filter, part.Level, part.First, part.Behind, values)}");
        return ($"SELECT site, device, camera, {FigureColumns.Sums} FROM ({string.Join(" UNION ALL ", selects)}) AS part GROUP BY site, device, camera ORDER BY site, device, camera", [.. values]);
    }

    private static (long First, long Behind) Hours(FigureFilter filter)
    {
        var (first, behind) = (FigureKey.HourOf(filter.From), FigureKey.HourOf(filter.To.AddTicks(-1)) + 1);
        return filter.Step == FigureStep.Hour ? (first, behind) : (FigureKey.DayOf(first), FigureKey.DayOf(behind - 1) + 24);
    }

    /// <param name="values">Gets what is bound.</param>
    private static string Where(FigureFilter filter, FigureLevel level, long first, long behind, List<object?> values)
    {
        var terms = new List<string>();
        Add("level =", (int)level);
        Add("start_hour >=", first);
        Add("start_hour <", behind);
        Add("site =", filter.Site);
        Add("device =", filter.Device);
        Add("camera =", filter.Camera);
        Add("class =", filter.Class);
        Add("model =", filter.Model);
        Add("model_version =", filter.ModelVersion);
        return " WHERE " + string.Join(" AND ", terms);

        void Add(string what, object? value)
        {
            if (value is null) return;
            values.Add(value);
            terms.Add(string.Create(CultureInfo.InvariantCulture, $"{what} ${values.Count}"));
        }
    }
}
