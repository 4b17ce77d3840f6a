using System.Numerics.Tensors;
using SegEdge.Explain;
using SegEdge.Pipeline.Decoding.Instances;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Decoding;

/// <summary>A head with a sigmoid a class: several may hold at one pixel. Its map shows the class that is furthest over the threshold, in log-odds, and the background where none is.
/// The host's half of <see cref="Onnx.Transforms.PrependBackground"/>: to all that comes after, it is a head of logits.</summary>
internal sealed class MultiLabelHead : IBlendableHead
{
    private readonly float[] _scores, _logits;
    private readonly int _classes;
    private readonly bool _channelsLast, _areProbabilities;
    private readonly float _threshold;
    private readonly PlanarScores _decoder;

    /// <exception cref="ModelException">The output does not have the channels that the head needs, or is no floats.</exception>
    public MultiLabelHead(ModelManifest manifest, int index, BoundTensor tensor)
    {
        var head = manifest.Heads[index];
        _classes = head.Classes.Count - 1;
        var axis = tensor is { Shape.Length: 4, Values: float[] } ? ManifestCheck.ClassAxis(tensor.Shape, _classes, manifest.Input.Layout) : null;
        if (axis is null)
            throw new ModelException($"Head '{head.Name}': a run gave output '{head.Output}' the shape [{string.Join(", ", tensor.Shape)}], expected Float of {_classes} channels for its " +
                $"{head.Classes.Count} classes, of which the first is the background. Correct 'classes'.");
        _channelsLast = axis == 3;
        var (height, width) = _channelsLast ? (tensor.Shape[1], tensor.Shape[2]) : (tensor.Shape[2], tensor.Shape[3]);
        (_scores, _logits) = ((float[])tensor.Values, new float[(_classes + 1) * height * width]);
        (_areProbabilities, _threshold) = (head.Scores == ScoreUnit.Probabilities, LogRatio.Logit(head.Threshold));
        _decoder = new PlanarScores(_classes + 1, areProbabilities: false);
        Tensor = new ScoreTensor(head.Name, _classes + 1, height, width, ChannelsLast: false, ScoreKind.Logits);
    }

    public ScoreTensor Tensor { get; }

    /// <summary>Log-odds over the threshold, those of the background being 0.</summary>
    public ReadOnlySpan<float> Scores
    {
        get
        {
            CopyScores(_logits);
            return _logits;
        }
    }

    public ClassMap NewMap() => HeadDecoders.MapFor(Tensor);

    public bool TryRead(ClassMap map)
    {
        if (!Finite.All(_scores)) return false;
        FillLogits(_logits);
        return _decoder.TryDecode(_logits, map);
    }

    public void CopyScores(Span<float> scores)
    {
        if (Finite.All(_scores)) FillLogits(scores);
        else scores.Fill(float.NaN);
    }

    public ClassMap? MapOfScores() => NewMap() is var map && TryRead(map) ? map : null;

    private void FillLogits(Span<float> logits)
    {
        var plane = Tensor.Height * Tensor.Width;
        logits[..plane].Clear();
        var over = logits[plane..];
        if (_channelsLast) Turn(over, plane);
        else _scores.CopyTo(over);
        if (_areProbabilities) LogRatio.Logits(over);
        TensorPrimitives.Subtract(over, _threshold, over);
    }

    private void Turn(Span<float> planes, int plane)
    {
        for (var i = 0; i < plane; i++)
            for (var c = 0; c < _classes; c++) planes[(c * plane) + i] = _scores[(i * _classes) + c];
    }
}
