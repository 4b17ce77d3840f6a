using SegEdge.Pipeline.Models;
using SegEdge.Testing.Architectures;

namespace SegEdge.Testing.Instances;

/// <summary>Detections of every kind that models give: crowds on one place, boxes beyond the picture or without any extent, scores that are equal or just at
/// the threshold. The same seed gives the same.</summary>
public static class RandomInstances
{
    public static (PlantedInstances Planted, ModelInstances Settings, ScoreUnit Scores) Of(int seed)
    {
        var random = new Random(seed);
        int stride = Pick(random, 1, 2, 4, 8), width = random.Next(8, 110), height = random.Next(8, 110);
        int across = Math.Max(1, width / stride), down = Math.Max(1, height / stride);
        int classes = Pick(random, 1, 2, 3, random.Next(1, 81)), coefficients = random.Next(1, 33), count = Pick(random, 1, 2, random.Next(1, 300));
        var settings = new ModelInstances
        {
            Prototypes = "output1",
            ScoreThreshold = (float)(0.05 + (0.9 * random.NextDouble())),
            Overlap = (float)(0.3 + (0.7 * random.NextDouble())),
            MaxInstances = Pick(random, 1, 5, 100, 255),
            PerClass = random.Next(3) > 0,
        };
        var scores = random.Next(3) == 0 ? ScoreUnit.Logits : ScoreUnit.Probabilities;
        var planted = new PlantedInstances(width, height, classes, coefficients, across, down, new float[(4 + classes + coefficients) * count],
            Prototypes(random, coefficients, across, down));
        // Some scenes are empty, some hold hardly anything else.
        var frequency = Pick(random, 0, 0.1, 0.5, 1);
        for (var i = 0; i < count; i++) Plant(random, planted, i, settings, scores, frequency);
        return (planted, settings, scores);
    }

    private static void Plant(Random random, PlantedInstances planted, int detection, ModelInstances settings, ScoreUnit scores, double frequency)
    {
        var near = random.Next(3) == 0; // a crowd on one place
        Set(0, near ? (planted.Width / 2.0) + Gaussian.Next(random) : planted.Width * ((1.4 * random.NextDouble()) - 0.2));
        Set(1, near ? (planted.Height / 2.0) + Gaussian.Next(random) : planted.Height * ((1.4 * random.NextDouble()) - 0.2));
        Set(2, random.Next(20) == 0 ? -3 : planted.Width * 0.7 * random.NextDouble());
        Set(3, random.Next(20) == 0 ? 0 : planted.Height * 0.7 * random.NextDouble());
        for (var c = 0; c < planted.Classes; c++) Set(4 + c, Score());
        for (var m = 0; m < planted.Coefficients; m++) Set(4 + planted.Classes + m, 2 * Gaussian.Next(random) / Math.Sqrt(planted.Coefficients));

        void Set(int value, double to) => planted.Detections[(value * planted.Count) + detection] = (float)to;

        double Score()
        {
            var probability = random.NextDouble() > frequency ? 0.5 * settings.ScoreThreshold * random.NextDouble()
                : random.Next(3) == 0 ? settings.ScoreThreshold // at the threshold is not above it
                : random.Next(2) == 0 ? Math.Round(random.NextDouble(), 1) // many are equal
                : random.NextDouble();
            return scores == ScoreUnit.Probabilities ? probability : Math.Log((probability + 1e-4) / (1 - probability + 1e-4)) + 1e-3;
        }
    }

    // Smooth, as a network's are, with grain that puts logits near 0.
    private static float[] Prototypes(Random random, int count, int width, int height)
    {
        var values = new float[count * width * height];
        for (var m = 0; m < count; m++)
        {
            double u = Gaussian.Next(random) / 4, v = Gaussian.Next(random) / 4, phase = 6.3 * random.NextDouble(), level = Gaussian.Next(random);
            for (var i = 0; i < width * height; i++)
                values[(m * width * height) + i] = (float)(level + (3 * Math.Sin((u * (i % width)) + (v * (i / width)) + phase)) + (0.2 * Gaussian.Next(random)));
        }
        return values;
    }

    private static T Pick<T>(Random random, params ReadOnlySpan<T> among) => among[random.Next(among.Length)];
}
