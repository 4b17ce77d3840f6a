namespace SegEdge.Camera.Simulation;

/// <summary>Random numbers that depend on their keys and nothing else, so that any frame can be drawn at any time.</summary>
/// <remarks>SplitMix64: Steele, Lea, Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014.</remarks>
internal struct Dice(ulong state)
{
    private ulong _state = state;

    /// <summary>A stream of its own for one thing in the world, e.g. (seed, plant row, plant number).</summary>
    public static Dice For(long seed, long a, long b = 0, long c = 0) =>
        new(Mix(Mix(Mix(Mix((ulong)seed) ^ (ulong)a) ^ (ulong)b) ^ (ulong)c));

    /// <summary>Uniform in [0, 1).</summary>
    public float Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return (Mix(_state) >> 40) * (1f / (1 << 24));
    }

    public float Between(float low, float high) => low + (high - low) * Next();

    /// <summary>Around the middle more often than at the ends: the mean of three throws.</summary>
    public float Bell(float low, float high) => low + (high - low) * (Next() + Next() + Next()) / 3;

    public int Below(int count) => (int)(Next() * count);

    public bool Chance(float probability) => Next() < probability;

    public float Angle() => Between(0, MathF.Tau);

    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    public long Key()
    {
        _state += 0x9E3779B97F4A7C15;
        return (long)Mix(_state);
    }

    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
