using System.Globalization;

namespace SegEdge.Pipeline.Engines;

/// <summary>How long a build has taken, and how long the last of the same engine took: TensorRT itself says nothing.</summary>
/// <param name="LastSeconds">Null where none was built before.</param>
public sealed record EngineProgress(string Model, long StartedAt, double? LastSeconds, TimeProvider Time)
{
    public TimeSpan Elapsed => Time.GetElapsedTime(StartedAt);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"TensorRT's engine of '{Model}' is being built for {Elapsed.TotalSeconds:0} s; ") +
        (LastSeconds is { } last ? string.Create(CultureInfo.InvariantCulture, $"the last build took {last:0} s.") : "no earlier build is known.");
}
