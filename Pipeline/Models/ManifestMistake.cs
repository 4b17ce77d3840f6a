using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace SegEdge.Pipeline.Models;

/// <summary>Says in the manifest's own words what the serializer refused; the serializer's messages name C# types.</summary>
internal sealed partial class ManifestMistake(JsonSerializerOptions options)
{
    private const int LongestFound = 60;

    /// <param name="refusal">What the serializer threw; its path leads to the place.</param>
    /// <param name="text">The manifest it was thrown for.</param>
    public string Explain(JsonException refusal, string text)
    {
        var steps = Step().Matches(refusal.Path ?? "").Select(step => step.Value.Trim('.', '[', ']', '\'')).ToArray();
        if (refusal.Message.Contains("could not be mapped", StringComparison.Ordinal))
            return $"unknown key. Expected: {string.Join(", ", Keys(At(steps[..^1])))}.";
        if (Missing().Match(refusal.Message) is { Success: true } missing) return $"missing: {missing.Groups[1].Value}.";
        try
        {
            using var manifest = JsonDocument.Parse(text, Syntax);
            return $"found {Found(manifest.RootElement, steps)}, expected {Expected(At(steps))}.";
        }
        catch (JsonException)
        {
            return refusal.Message.Split(" Path:")[0];
        }
    }

    private JsonDocumentOptions Syntax => new() { CommentHandling = options.ReadCommentHandling, AllowTrailingCommas = options.AllowTrailingCommas };

    private JsonTypeInfo At(IEnumerable<string> steps) => steps.Aggregate(options.GetTypeInfo(typeof(ModelManifest)), (at, step) =>
        options.GetTypeInfo(at.ElementType ?? at.Properties.Single(p => p.Name == step).PropertyType));

    private static IEnumerable<string> Keys(JsonTypeInfo type) => type.Properties.Where(p => p.Set is not null).Select(p => p.Name);

    private static string Found(JsonElement root, IEnumerable<string> steps) =>
        steps.Aggregate(root, (at, step) => at.ValueKind == JsonValueKind.Array ? at[int.Parse(step, CultureInfo.InvariantCulture)] : at.GetProperty(step)) switch
        {
            { ValueKind: JsonValueKind.Array } => "a list",
            { ValueKind: JsonValueKind.Object } => "an object",
            var value when value.GetRawText() is { Length: > LongestFound } text => $"{text[..LongestFound]}…",
            var value => value.GetRawText(),
        };

    private string Expected(JsonTypeInfo type)
    {
        var plain = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        if (plain.IsEnum) return $"one of {string.Join(", ", Enum.GetValues(plain).Cast<object>().Select(value => JsonSerializer.Serialize(value, plain, options)))}";
        return type.Kind switch
        {
            JsonTypeInfoKind.Enumerable => "a list",
            JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
            _ when plain == typeof(string) => "text in quotes",
            _ when plain == typeof(bool) => "true or false",
            _ when plain == typeof(int) || plain == typeof(long) => "a whole number",
            _ => "a number",
        };
    }

    [GeneratedRegex(@"\.[^.\[]+|\[\d+\]|\['.*?'\]")]
    private static partial Regex Step();

    [GeneratedRegex(@"missing required properties including: (.+?)\.")]
    private static partial Regex Missing();
}
