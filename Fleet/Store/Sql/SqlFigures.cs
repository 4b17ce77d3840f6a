using System.Globalization;

namespace SegEdge.Fleet.Store.Sql;

/// <summary>Questions to <c>figure</c>; values are bound, never written into the text.</summary>
internal static class SqlFigures
{
    public static (string Sql, object?[] Values) ByTime(FigureFilter filter)
    {
        var (where, values) = Where(filter, filter.Device is not null || filter.Camera is not null);
        return ($"SELECT start_hour, class, rule, model, model_version, {FigureColumns.Sums} FROM figure{where} GROUP BY start_hour, class, rule, model, model_version "
            + "ORDER BY start_hour, class, rule, model, model_version", values);
    }

    public static (string Sql, object?[] Values) ByCamera(FigureFilter filter)
    {
        var (where, values) = Where(filter, ofCameras: true);
        return ($"SELECT site, device, camera, {FigureColumns.Sums} FROM figure{where} GROUP BY site, device, camera ORDER BY site, device, camera", values);
    }

    private static (string Where, object?[] Values) Where(FigureFilter filter, bool ofCameras)
    {
        var level = (filter.Step, ofCameras) switch
        {
            (FigureStep.Hour, true) => FigureLevel.CameraHour,
            (FigureStep.Hour, false) => FigureLevel.SiteHour,
            (_, true) => FigureLevel.CameraDay,
            _ => FigureLevel.SiteDay,
        };
        var (first, behind) = (FigureKey.HourOf(filter.From), FigureKey.HourOf(filter.To.AddTicks(-1)) + 1);
        if (filter.Step == FigureStep.Day) (first, behind) = (FigureKey.DayOf(first), FigureKey.DayOf(behind - 1) + 24);
        var (terms, values) = (new List<string>(), new List<object?>());
        Add("level =", (int)level);
        Add("start_hour >=", first);
        Add("start_hour <", behind);
        Add("site =", filter.Site);
        Add("device =", filter.Device);
        Add("camera =", filter.Camera);
        Add("class =", filter.Class);
        Add("model =", filter.Model);
        Add("model_version =", filter.ModelVersion);
        return (" WHERE " + string.Join(" AND ", terms), [.. values]);

        void Add(string what, object? value)
        {
            if (value is null) return;
            values.Add(value);
            terms.Add(string.Create(CultureInfo.InvariantCulture, $"{what} ${values.Count}"));
        }
    }
}
