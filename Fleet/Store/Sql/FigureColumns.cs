using System.Data.Common;
using System.Reflection;
using System.Text.Json;

namespace SegEdge.Fleet.Store.Sql;

/// <summary>The columns of <see cref="FlagFigures"/> in the table <c>figure</c>, in the order of its properties.</summary>
internal static class FigureColumns
{
    private static readonly PropertyInfo[] Properties = [.. typeof(FlagFigures).GetProperties().Where(property => property.CanWrite)];

    public static IReadOnlyList<string> Names { get; } = [.. Properties.Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name))];

    public static string List { get; } = string.Join(", ", Names);

    /// <summary>PostgreSQL's sum of BIGINT is a NUMERIC.</summary>
    public static string Sums { get; } = string.Join(", ", Properties.Zip(Names, (property, name) => property.PropertyType == typeof(long) ? $"CAST(SUM({name}) AS BIGINT)" : $"SUM({name})"));

    public static string Declared { get; } = string.Join(", ", Properties.Zip(Names, (property, name) => $"{name} {(property.PropertyType == typeof(long) ? "BIGINT" : "{double}")} NOT NULL"));

    /// <summary>For ON CONFLICT DO UPDATE.</summary>
    public static string Added { get; } = string.Join(", ", Names.Select(name => $"{name} = figure.{name} + excluded.{name}"));

    public static IEnumerable<object?> Values(FlagFigures figures) => Properties.Select(property => property.GetValue(figures));

    /// <param name="at">The column that the figures begin with.</param>
    public static FlagFigures Read(DbDataReader row, int at)
    {
        object figures = default(FlagFigures); // boxed: a copy would be set and lost
        foreach (var property in Properties)
        {
            if (property.PropertyType == typeof(long)) property.SetValue(figures, row.GetInt64(at++));
            else property.SetValue(figures, row.GetDouble(at++));
        }

        return (FlagFigures)figures;
    }
}
