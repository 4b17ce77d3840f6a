using System.Globalization;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>A study's values, by method, metric and case: what reports are made of.</summary>
/// <remarks>A case is one question about one picture with one seed; methods are held against each other case by case.</remarks>
internal sealed class Measurements
{
    private readonly Dictionary<(string Method, string Metric), Dictionary<Case, double>> _values = [];

    /// <summary>What is measured twice counts as the first file says.</summary>
    /// <exception cref="UsageException">A line that is no measurement; it is named.</exception>
    public static Measurements Read(params ReadOnlySpan<string> paths)
    {
        var measurements = new Measurements();
        foreach (var path in paths)
            foreach (var (number, line) in File.ReadLines(path).Index().Skip(1))
            {
                if (line.Split(',') is not [var model, var frame, var target, var seed, var method, var metric, var text]
                    || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                    throw new UsageException($"{path}, line {number + 1}: '{line}': expected model, frame, target, seed, method, metric and a number.");
                measurements.Add(new Case(model, frame, target, seed), method, metric, value);
            }
        return measurements;
    }

    public IReadOnlyList<string> Methods => [.. _values.Keys.Select(k => k.Method).Distinct()];

    public IReadOnlyList<string> Models => [.. _values.Values.SelectMany(v => v.Keys).Select(c => c.Model).Distinct().Order(StringComparer.Ordinal)];

    public void Add(Case at, string method, string metric, double value)
    {
        if (!_values.TryGetValue((method, metric), out var cases)) _values[(method, metric)] = cases = [];
        cases.TryAdd(at, value);
    }

    /// <summary>Empty where nothing was measured.</summary>
    public IReadOnlyDictionary<Case, double> Of(string method, string metric) =>
        _values.GetValueOrDefault((method, metric)) ?? (IReadOnlyDictionary<Case, double>)new Dictionary<Case, double>();

    internal readonly record struct Case(string Model, string Frame, string Target, string Seed)
    {
        /// <summary>What is drawn together by a bootstrap: the questions about one picture are not independent.</summary>
        public (string, string) Picture => (Model, Frame);
    }
}
