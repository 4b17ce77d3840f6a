using System.Data.Common;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SegEdge.Fleet.Store;

/// <summary>The columns of <see cref="FleetEvent"/>, in the order of its properties, as every store has them.</summary>
internal static class FleetColumns
{
    private static readonly PropertyInfo[] Properties = [.. typeof(FleetEvent).GetProperties().Where(property => property.CanWrite)];

    /// <summary>In snake_case.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Properties.Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name))];

    /// <summary>Names with commas between them, for SQL.</summary>
    public static string List { get; } = string.Join(", ", Names);

    public static IReadOnlyList<Type> Types { get; } = [.. Properties.Select(property => property.PropertyType)];

    public static IEnumerable<object?> Values(FleetEvent row) =>
        Properties.Select(property => property.GetValue(row) is var value && value is DateTimeOffset time ? time.ToUniversalTime() : value);

    /// <summary>Reads the row's first columns, selected by <see cref="List"/>.</summary>
    public static FleetEvent Read(DbDataReader row)
    {
        // All properties are set below; the compiler's demand for an initializer cannot be met by a loop.
        var read = (FleetEvent)RuntimeHelpers.GetUninitializedObject(typeof(FleetEvent));
        for (var i = 0; i < Properties.Length; i++) Properties[i].SetValue(read, Value(row, i, Properties[i].PropertyType));
        return read;
    }

    private static object? Value(DbDataReader row, int at, Type type)
    {
        if (row.IsDBNull(at)) return null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) ? row.GetString(at)
            : type == typeof(long) ? row.GetInt64(at)
            : type == typeof(int) ? row.GetInt32(at)
            : type == typeof(double) ? row.GetDouble(at)
            : type == typeof(float) ? row.GetFloat(at)
            : type == typeof(DateTimeOffset) ? row.GetFieldValue<DateTimeOffset>(at)
            : throw new NotSupportedException($"Column {at} of {nameof(FleetEvent)} is a {type.Name}; teach {nameof(FleetColumns)} to read it.");
    }
}
