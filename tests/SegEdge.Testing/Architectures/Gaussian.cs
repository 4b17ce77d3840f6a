namespace SegEdge.Testing.Architectures;

/// <summary>Normally distributed numbers of a seeded <see cref="Random"/>.</summary>
public static class Gaussian
{
    /// <summary>Mean 0, variance 1 (Box and Muller, 1958).</summary>
    public static double Next(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    public static double[] Many(Random random, int count)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++) values[i] = Next(random);
        return values;
    }
}
