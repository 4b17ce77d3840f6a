using System.Text.Json;

namespace SegEdge.Telemetry.Contract;

/// <summary>Enum values as JSON, topics and logs write them: camelCase.</summary>
public static class WireNames
{
    public static string NameOf<T>(T value) where T : struct, Enum => Table<T>.Names[value];

    /// <summary>Zero, which is <c>Other</c>, for a name that this version does not know.</summary>
    public static T ValueOf<T>(string name) where T : struct, Enum => Table<T>.Values.GetValueOrDefault(name);

    private static class Table<T> where T : struct, Enum
    {
        public static readonly Dictionary<string, T> Values =
            Enum.GetValues<T>().ToDictionary(value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()), StringComparer.Ordinal);

        public static readonly Dictionary<T, string> Names = Values.ToDictionary(pair => pair.Value, pair => pair.Key);
    }
}
