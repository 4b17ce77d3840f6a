using SegEdge.Explain;
using SegEdge.Pipeline.Decoding;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline;

/// <summary>Explain's seam on ONNX Runtime, with a session of its own so that the lane of explanations never waits for, nor delays,
/// the lane of frames. One thread owns it.</summary>
public sealed class OrtGraphRunner : IGraphRunner, IDisposable
{
    private readonly BoundSession _session;

    /// <exception cref="ModelException">As for <see cref="SegmentationModel"/>.</exception>
    public OrtGraphRunner(ModelPackage package, RuntimeOptions options)
    {
        _session = new BoundSession(package, options);
        var input = package.Manifest.Input;
        Input = new PictureTensor(3, input.Height, input.Width, input.Layout == TensorLayout.Nhwc);
        Outputs = [.. _session.Outputs.Select(o => HeadDecoders.Describe(o, input.Layout))];
    }

    public PictureTensor Input { get; }

    public IReadOnlyList<ScoreTensor> Outputs { get; }

    public void Run(ReadOnlySpan<float> picture, int output, Span<float> scores)
    {
        picture.CopyTo(_session.Input);
        _session.Run();
        _session.Outputs[output].Read().CopyTo(scores);
    }

    public void Dispose() => _session.Dispose();
}
