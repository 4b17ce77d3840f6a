using System.Globalization;

namespace SegEdge.Benchmarks;

/// <summary>This process's memory at the start, in the middle and at the end of a run: what is in use after a collection, and what the system gave.</summary>
internal sealed class MemorySamples : IDisposable
{
    private readonly Timer _middle;
    private readonly List<(double Live, double Resident)> _samples = [];

    public MemorySamples(TimeSpan run)
    {
        // A second of it first: caches and pools are not growth.
        _middle = new(_ => Take(), null, TimeSpan.FromSeconds(1), run / 2);
    }

    public override string ToString()
    {
        Take();
        lock (_samples) return string.Join(", ", _samples.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Live:N0} live {one.Resident:N0} resident")));
    }

    public void Dispose() => _middle.Dispose();

    private void Take()
    {
        lock (_samples) _samples.Add((GC.GetTotalMemory(forceFullCollection: true) / 1e6, Environment.WorkingSet / 1e6));
    }
}
