using SegEdge.Explain;
using SegEdge.Pipeline.Decoding;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline;

/// <summary>Explain's seam on ONNX Runtime, with a session of its own so that the lane of explanations never waits for, nor delays,
/// the lane of frames. One thread owns it.</summary>
public sealed class OrtGraphRunner : IGraphRunner, IDisposable
{
    private readonly BoundSession _session;
    private readonly IHeadDecoder[] _decoders;

    /// <exception cref="ModelException">As for <see cref="SegmentationModel"/>.</exception>
    public OrtGraphRunner(ModelPackage package, RuntimeOptions options)
    {
        _session = new BoundSession(package, options);
        var input = package.Manifest.Input;
        Input = new PictureTensor(3, input.Height, input.Width, input.Layout == TensorLayout.Nhwc);
        Outputs = [.. _session.Outputs.Select(o => HeadDecoders.Describe(o, input.Layout))];
        _decoders = [.. _session.Outputs.Zip(Outputs, HeadDecoders.For)];
    }

    public PictureTensor Input { get; }

    public IReadOnlyList<ScoreTensor> Outputs { get; }

    public void Run(ReadOnlySpan<float> picture, int output, Span<float> scores)
    {
        picture.CopyTo(_session.Input);
        _session.Run();
        _session.Outputs[output].Read().CopyTo(scores);
    }

    /// <summary>What the heads say about an unperturbed picture, by the manifest's own thresholds. One pass.</summary>
    /// <param name="classes">Class names of each head.</param>
    /// <exception cref="ExplainException">The scores hold NaN or infinity.</exception>
    internal IReadOnlyList<HeadReading> Read(ReadOnlySpan<float> picture, IReadOnlyList<IReadOnlyList<string>> classes)
    {
        picture.CopyTo(_session.Input);
        _session.Run();
        return [.. _decoders.Select((decoder, h) =>
        {
            var map = HeadDecoders.MapFor(Outputs[h]);
            return decoder.TryDecode(_session.Outputs[h].Read(), map)
                ? new HeadReading(h, Outputs[h], classes[h], map.Classes.ToArray())
                : throw new ExplainException($"Head '{Outputs[h].Head}': the scores hold NaN or infinity; check the manifest's mean, std and scale.");
        })];
    }

    public void Dispose() => _session.Dispose();
}
