namespace SegEdge.Explain;

/// <summary>Random numbers that are the same on every machine and .NET version, so that a seed in a message reproduces its map.
/// SplitMix64 (Steele, Lea, Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).</summary>
public struct SeededRandom(long seed)
{
    private ulong _state = (ulong)seed;

    public ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 inclusive to 1 exclusive.</summary>
    public double NextUnit() => (NextBits() >> 11) * (1.0 / (1L << 53));

    /// <summary>Mean 0, deviation 1, never beyond ±3.47: four 16-bit uniforms added (Irwin-Hall). One draw per pixel of a whole
    /// frame has to be cheap, and a bounded tail makes no impossible pixel.</summary>
    public float NextBell()
    {
        var bits = NextBits();
        var sum = (bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48);
        return ((sum / 65535f) - 2) * 1.7320508f; // each uniform has variance 1/12
    }
}
