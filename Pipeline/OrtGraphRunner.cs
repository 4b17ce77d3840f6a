using SegEdge.Explain;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline;

/// <summary>Explain's seam on ONNX Runtime, with a session of its own so that the lane of explanations never waits for, nor delays,
/// the lane of frames. One thread owns it.</summary>
public sealed class OrtGraphRunner : IGraphRunner, IDisposable
{
    private readonly BoundNetwork _network;
    private readonly DecodedHead[] _heads;

    /// <exception cref="ModelException">As for <see cref="SegmentationModel"/>.</exception>
    public OrtGraphRunner(ModelPackage package, RuntimeOptions options)
    {
        _network = BoundNetwork.AsItIs(package, options);
        _heads = [.. _network.Heads.Cast<DecodedHead>()];
        var input = package.Manifest.Input;
        Input = new PictureTensor(3, input.Height, input.Width, input.Layout == TensorLayout.Nhwc);
        Outputs = [.. _heads.Select(h => h.Tensor)];
    }

    public PictureTensor Input { get; }

    public IReadOnlyList<ScoreTensor> Outputs { get; }

    public void Run(ReadOnlySpan<float> picture, int output, Span<float> scores)
    {
        picture.CopyTo(_network.Floats);
        _network.Run();
        _heads[output].Scores.CopyTo(scores);
    }

    /// <summary>What the heads say about an unperturbed picture, by the manifest's own thresholds. One pass.</summary>
    /// <param name="classes">Class names of each head.</param>
    /// <exception cref="ExplainException">The scores hold NaN or infinity.</exception>
    internal IReadOnlyList<HeadReading> Read(ReadOnlySpan<float> picture, IReadOnlyList<IReadOnlyList<string>> classes)
    {
        picture.CopyTo(_network.Floats);
        _network.Run();
        return [.. _heads.Select((head, h) =>
        {
            var map = head.NewMap();
            return head.TryRead(map)
                ? new HeadReading(h, Outputs[h], classes[h], map.Classes.ToArray())
                : throw new ExplainException($"Head '{Outputs[h].Head}': the scores hold NaN or infinity; check the manifest's mean, std and scale.");
        })];
    }

    public void Dispose() => _network.Dispose();
}
