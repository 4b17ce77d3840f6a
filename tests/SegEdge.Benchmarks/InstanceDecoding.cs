using SegEdge.Camera;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Decoding.Instances;
using SegEdge.Pipeline.Models;
using SegEdge.Testing.Instances;

namespace SegEdge.Benchmarks;

/// <summary>What it costs to find the objects in the outputs of a model of YOLO's size: 8,400 detections of 80 classes and 32 coefficients, prototypes 160 x 160, a map of
/// 640 x 640. An object is a seventh of the picture a side.</summary>
internal static class InstanceDecoding
{
    private const int Side = 640, Classes = 80, Coefficients = 32, Count = 8400;

    public static void Run(int rounds)
    {
        var paired = new Paired($"instances, {Side}x{Side}, {Count:N0} detections, one thread", rounds);
        foreach (var objects in (int[])[0, 10, 50, 100]) paired.Add($"{objects} objects", Decode(objects));
        paired.Print();
    }

    private static Action Decode(int objects)
    {
        var random = new Random(objects);
        var planted = new PlantedInstances(Side, Side, Classes, Coefficients, Side / 4, Side / 4, new float[(4 + Classes + Coefficients) * Count],
            [.. Enumerable.Range(0, Coefficients * Side * Side / 16).Select(_ => random.NextSingle() - 0.4f)]);
        for (var i = 0; i < Count; i++)
        {
            for (var v = 0; v < 4; v++) planted.Detections[(v * Count) + i] = v < 2 ? random.Next(Side) : Side / 7f;
            for (var m = 0; m < Coefficients; m++) planted.Detections[((4 + Classes + m) * Count) + i] = random.NextSingle();
            // Each object with twenty detections of nearly its score around it, as a network has them.
            if (i < 20 * objects) planted.Detections[((4 + (i / 20 % Classes)) * Count) + i] = 0.9f - (0.01f * (i % 20));
            if (i % 20 > 0) for (var v = 0; v < 2; v++) planted.Detections[(v * Count) + i] = planted.Detections[(v * Count) + i - 1] + random.Next(3) - 1;
        }
        var shapes = new InstanceShapes(new DetectionLayout(Count, Classes, Coefficients, ValuesLast: false), new PictureSize(Side / 4, Side / 4), new PictureSize(Side, Side));
        var decoder = new InstanceDecoder(shapes, planted.Head(new ModelInstances { Prototypes = "output1" }), shapes.Input, depth: 3);
        ClassMap map = decoder.NewMap();
        return () => decoder.TryDecode(planted.Detections, planted.Prototypes, map);
    }
}
