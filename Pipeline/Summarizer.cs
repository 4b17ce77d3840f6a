using System.Numerics.Tensors;
using OpenCvSharp;
using SegEdge.Camera;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline;

/// <summary>Counts a segmentation: area and confidence per class, over the picture and not its padding. Keeps its scratch; one thread owns it.</summary>
internal sealed class Summarizer(ModelManifest manifest, string provider)
{
    private readonly long[] _pixels = new long[256];
    private readonly double[] _confidence = new double[256];
    private float[] _row = [];

    public SegmentationSummary Summarize(Frame frame, Segmentation segmentation, Letterbox letterbox, SegmentationTimings timings) => new(
        frame.Number, frame.CapturedUtc, frame.CapturedAt, frame.Size,
        [.. segmentation.Heads.Select((map, i) => Count(map, letterbox.ContentIn(map.Size), manifest.Heads[i]))],
        provider, timings);

    private HeadSummary Count(ClassMap map, Rect content, ModelHead head)
    {
        Array.Clear(_pixels);
        Array.Clear(_confidence);
        if (_row.Length < content.Width) _row = new float[content.Width];
        var hasMargins = !map.Margins.IsEmpty;
        double margin = 0;
        for (var y = content.Top; y < content.Bottom; y++)
        {
            var start = (y * map.Size.Width) + content.X;
            var classes = map.Classes.Slice(start, content.Width);
            if (!hasMargins)
            {
                foreach (var c in classes) _pixels[c]++;
                continue;
            }
            var margins = map.Margins.Slice(start, content.Width);
            margin += TensorPrimitives.Sum<float>(margins);
            // p1 / (p1 + p2) is the sigmoid of ln(p1 / p2), and that is the margin.
            TensorPrimitives.Sigmoid<float>(margins, _row);
            for (var x = 0; x < classes.Length; x++)
            {
                _pixels[classes[x]]++;
                _confidence[classes[x]] += _row[x];
            }
        }
        double total = (long)content.Width * content.Height;
        return new HeadSummary(head.Name, hasMargins ? (float)(margin / total) : null,
        [
            .. head.Classes.Select((c, i) => new ClassSummary(i, c.Name, (float)(_pixels[i] / total),
                hasMargins && _pixels[i] > 0 ? (float)(_confidence[i] / _pixels[i]) : null)),
        ]);
    }
}
