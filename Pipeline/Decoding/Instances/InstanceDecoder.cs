using OpenCvSharp;
using SegEdge.Camera;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Decoding.Instances;

/// <summary>Detections and prototypes become a class map with objects. Keeps its room: a run allocates nothing.</summary>
/// <param name="map">Resolution of the class map.</param>
/// <param name="depth">How near a detection must come to the threshold, in nats, to count in the margin of the background.</param>
internal sealed class InstanceDecoder(InstanceShapes shapes, ModelHead head, PictureSize map, float depth)
{
    private readonly DetectionFilter _filter = new(shapes.Detections, head.Instances!, new ScoreScale(head.Scores, head.Instances!.ScoreThreshold, depth));
    private readonly MaskLogits _mask = new(shapes.Detections, shapes.Prototypes, shapes.Input);
    private readonly InstancePainter _painter = new(map, shapes.Prototypes, depth);
    private readonly Instance[] _instances = new Instance[head.Instances!.MaxInstances];
    private readonly int[] _areas = new int[byte.MaxValue + 1];

    public ClassMap NewMap() => new(head.Name, map, hasMargins: true, head.Instances!.MaxInstances);

    /// <returns>False if a number is NaN or infinite: the map must not be used.</returns>
    public bool TryDecode(ReadOnlySpan<float> detections, ReadOnlySpan<float> prototypes, ClassMap into)
    {
        if (!Finite.All(detections) || !Finite.All(prototypes)) return false;
        var kept = _filter.Keep(detections);
        _painter.Begin(into);
        var objects = 0;
        foreach (ref readonly var detection in kept)
        {
            if (detection.IsObject) objects++;
            _mask.Fill(detections, prototypes, detection);
            _painter.Add(detection, detection.IsObject ? (byte)objects : (byte)0, _mask, into);
        }
        _painter.End(into);
        into.SetInstances(Describe(kept[..objects], into));
        return true;
    }

    private ReadOnlySpan<Instance> Describe(ReadOnlySpan<Detection> objects, ClassMap of)
    {
        if (objects.IsEmpty) return [];
        Array.Clear(_areas);
        foreach (var id in of.InstanceIds) _areas[id]++;
        for (var i = 0; i < objects.Length; i++)
        {
            ref readonly var found = ref objects[i];
            var box = found.Box;
            _instances[i] = new Instance(found.Class, found.Score, new Rect2d(box.Left, box.Top, box.Right - box.Left, box.Bottom - box.Top), _areas[i + 1]);
        }
        return _instances.AsSpan(0, objects.Length);
    }
}
