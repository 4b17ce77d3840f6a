using System.Numerics.Tensors;
using SegEdge.Camera;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Decoding.Instances;

/// <summary>What explanations ask about, a plane a class at the prototypes' resolution: the loudest that any kept detection speaks for the class there, by the rule of
/// <see cref="InstancePainter"/>, whose map is where each plane is the highest. The background's plane is 0, and where nobody speaks a class is at minus the depth. Every
/// kept detection speaks for every class that it has a score of, so that a foil is heard as well. Keeps its room.</summary>
internal sealed class EvidencePlanes(InstanceShapes shapes, ModelHead head, float depth)
{
    private readonly ScoreScale _scale = new(head.Scores, head.Instances!.ScoreThreshold, depth);
    private readonly DetectionFilter _filter = new(shapes.Detections, head.Instances!, new ScoreScale(head.Scores, head.Instances!.ScoreThreshold, depth));
    private readonly MaskLogits _mask = new(shapes.Detections, shapes.Prototypes, shapes.Input);
    private readonly float[] _row = new float[shapes.Prototypes.Width];

    /// <param name="planes">Receives [classes, h, w]; NaN throughout if a number of the run is NaN or infinite.</param>
    public void Fill(ReadOnlySpan<float> detections, ReadOnlySpan<float> prototypes, Span<float> planes)
    {
        if (!Finite.All(detections) || !Finite.All(prototypes))
        {
            planes.Fill(float.NaN);
            return;
        }
        planes[..Size.Pixels].Clear();
        planes[Size.Pixels..].Fill(-depth);
        foreach (ref readonly var detection in _filter.Keep(detections))
        {
            _mask.Fill(detections, prototypes, detection);
            for (var c = 0; c < shapes.Detections.Classes; c++)
            {
                var score = detections[shapes.Detections.IndexOf(DetectionLayout.FirstScore + c, detection.Index)];
                if (score > _scale.Least) Speak(planes.Slice((c + 1) * Size.Pixels, Size.Pixels), _scale.OddsOf(score));
            }
        }
    }

    private PictureSize Size => shapes.Prototypes;

    private void Speak(Span<float> plane, float odds)
    {
        var crop = _mask.Crop;
        var row = _row.AsSpan(0, crop.Width);
        for (var y = crop.Top; y < crop.Bottom; y++)
        {
            var into = plane.Slice((y * Size.Width) + crop.X, crop.Width);
            TensorPrimitives.Min(_mask.Row(y), odds, row);
            TensorPrimitives.Max(row, into, into);
        }
    }
}
