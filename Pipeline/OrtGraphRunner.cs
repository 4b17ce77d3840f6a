using SegEdge.Explain;
using SegEdge.Pipeline.Decoding;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline;

/// <summary>Explain's seam on ONNX Runtime, with a session of its own so that the lane of explanations never waits for, nor delays,
/// the lane of frames. One thread owns it.</summary>
public sealed class OrtGraphRunner : IGraphRunner, IDisposable
{
    private readonly ModelPackage _package;
    private readonly RuntimeOptions _options;
    private readonly BoundNetwork _network;
    private readonly IScoredHead[] _heads;
    private readonly BoundNetwork?[] _alone; // by head, once it was asked for

    /// <exception cref="ModelException">As for <see cref="SegmentationModel"/>.</exception>
    public OrtGraphRunner(ModelPackage package, RuntimeOptions options)
    {
        (_package, _options) = (package, options);
        _network = BoundNetwork.AsItIs(package, options, ofFrames: false);
        _heads = [.. _network.Heads.Cast<IScoredHead>()];
        _alone = new BoundNetwork?[_heads.Length];
        var input = package.Manifest.Input;
        Input = new PictureTensor(3, input.Height, input.Width, input.Layout == TensorLayout.Nhwc);
        Outputs = [.. _heads.Select(h => h.Tensor)];
    }

    public PictureTensor Input { get; }

    public IReadOnlyList<ScoreTensor> Outputs { get; }

    public void Run(ReadOnlySpan<float> picture, int output, Span<float> scores)
    {
        var network = _alone[output] ??= Alone(output);
        picture.CopyTo(network.Floats);
        network.Run();
        ((IScoredHead)network.Heads[network == _network ? output : 0]).CopyScores(scores);
    }

    /// <summary>What the heads say about an unperturbed picture, by the manifest's own thresholds. One pass.</summary>
    /// <param name="classes">Class names of each head.</param>
    /// <exception cref="ExplainException">The scores hold NaN or infinity.</exception>
    public IReadOnlyList<HeadReading> Read(ReadOnlySpan<float> picture, IReadOnlyList<IReadOnlyList<string>> classes)
    {
        picture.CopyTo(_network.Floats);
        _network.Run();
        return [.. _heads.Select((head, h) => head.MapOfScores() is { } map
            ? HeadReadings.Of(h, Outputs[h], classes[h], map)
            : throw new ExplainException($"Head '{Outputs[h].Head}': the scores hold NaN or infinity; check the manifest's mean, std and scale."))];
    }

    public void Dispose()
    {
        foreach (var network in _alone) network?.Dispose();
        _network.Dispose();
    }

    // An explanation asks one head hundreds of times. What the compiler does not take, such as a quantised model, is run as it is.
    private BoundNetwork Alone(int output)
    {
        try
        {
            return BoundNetwork.OneHead(_package, output, _options);
        }
        catch (ModelException)
        {
            return _network;
        }
    }
}
