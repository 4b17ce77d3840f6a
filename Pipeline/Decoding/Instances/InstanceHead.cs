using SegEdge.Explain;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Decoding.Instances;

/// <summary>A proto-instances head: class maps at the resolution of the model's input, scores for explanations at that of the prototypes, which is all that the model knows.
/// What of the two is never asked for takes no memory.</summary>
internal sealed class InstanceHead : IScoredHead
{
    // A frame's margins say up to here how near something came to being an object. 3 nats are twenty times less likely than the threshold; each nat more
    // means more detections to draw.
    private const float FrameDepth = 3;

    // An explanation asks how far the evidence falls when the object is hidden: no object of a threshold of 0.25 is then one of 0.0008.
    private const float ScoreDepth = 6;

    private readonly ModelHead _head;
    private readonly InstanceShapes _shapes;
    private readonly float[] _detections, _prototypes;
    private InstanceDecoder? _ofFrames, _ofScores;
    private EvidencePlanes? _planes;

    /// <exception cref="ModelException">The outputs are not of the shapes that the head needs.</exception>
    public InstanceHead(ModelHead head, ModelInput input, BoundTensor detections, BoundTensor prototypes)
    {
        (_head, _shapes) = (head, InstanceShapes.Of(head, input, detections, prototypes));
        (_detections, _prototypes) = ((float[])detections.Values, (float[])prototypes.Values);
        Tensor = new ScoreTensor(head.Name, head.Classes.Count, _shapes.Prototypes.Height, _shapes.Prototypes.Width, ChannelsLast: false, ScoreKind.Logits);
    }

    public ScoreTensor Tensor { get; }

    public ClassMap NewMap() => OfFrames.NewMap();

    public bool TryRead(ClassMap map) => OfFrames.TryDecode(_detections, _prototypes, map);

    public void CopyScores(Span<float> scores) => (_planes ??= new EvidencePlanes(_shapes, _head, ScoreDepth)).Fill(_detections, _prototypes, scores);

    public ClassMap? MapOfScores()
    {
        _ofScores ??= new InstanceDecoder(_shapes, _head, _shapes.Prototypes, ScoreDepth);
        var map = _ofScores.NewMap();
        return _ofScores.TryDecode(_detections, _prototypes, map) ? map : null;
    }

    private InstanceDecoder OfFrames => _ofFrames ??= new InstanceDecoder(_shapes, _head, _shapes.Input, FrameDepth);
}
