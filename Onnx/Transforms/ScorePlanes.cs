namespace SegEdge.Onnx.Transforms;

/// <summary>A head's scores, checked and ready to be read: class indices and margins.</summary>
internal sealed class ScorePlanes
{
    // A float probability closer to 0 or 1 than this carries no information about how close.
    private const float Smallest = 1e-7f;

    private readonly ScoreHead _head;
    private readonly Value _scores;
    private IReadOnlyList<Value>? _planes;

    /// <summary>Changes nothing in the graph.</summary>
    /// <exception cref="OnnxException">The output is not what the head says.</exception>
    public ScorePlanes(Graph graph, ScoreHead head)
    {
        (_head, _scores) = (head, graph.Find(head.Output));
        if (head.Kind != ScoreKind.Indices && !_scores.Type.IsFloating())
            throw new OnnxException($"Head '{head.Name}': {_scores} holds no scores; expected a floating type. Are they class indices?");
        if (_scores.Shape is not { } shape || (shape.Rank != 4 && !(head.Kind == ScoreKind.Indices && shape.Rank is 2 or 3)))
            throw new OnnxException($"Head '{head.Name}': {_scores}; expected {(head.Kind == ScoreKind.Indices ? "two to four" : "four")} axes.");
        var channels = shape.Rank == 4 ? shape[ClassAxis].Size : 1;
        Classes = head.Kind switch { ScoreKind.PerClass => (int)(channels ?? 0), ScoreKind.Binary => 2, _ => head.Classes };
        if (head.Kind != ScoreKind.PerClass && channels != 1)
            throw new OnnxException($"Head '{head.Name}': {_scores} has {channels?.ToString() ?? "?"} channels, expected 1 for {head.Kind}.");
        if (Classes is < 2 or > 256)
            throw new OnnxException($"Head '{head.Name}': {Classes} classes in {_scores}; expected 2 to 256, known and not open.");
    }

    public int Classes { get; }

    private int ClassAxis => _head.ChannelsLast ? 3 : 1;

    /// <summary>Probability 0.5 is 0.</summary>
    private float Bound => MathF.Log(MathF.Max(_head.Threshold, Smallest) / MathF.Max(1 - _head.Threshold, Smallest));

    /// <exception cref="OnnxException">Not one picture of a known size of less than 2^24 pixels, or the content lies outside it.</exception>
    public void RequireOnePicture()
    {
        var shape = _scores.Shape!;
        if (shape.Rank > 2 && shape[0].Size != 1)
            throw new OnnxException($"Head '{_head.Name}': {_scores} has batch {shape[0]}; expected 1. Run SetBatch first.");
        var last = shape.Rank == 4 && _head.ChannelsLast ? 2 : shape.Rank - 1;
        Dim height = shape[last - 1], width = shape[last];
        if (height.Size * width.Size is not (> 0 and < 1 << 24))
            throw new OnnxException($"Head '{_head.Name}': {_scores} is {height} x {width} pixels; expected numbers whose product is below 2^24.");
        if (_head.Content is var (top, left, rows, columns) &&
            (Math.Min(top, left) < 0 || Math.Min(rows, columns) < 1 || top + rows > height.Size || left + columns > width.Size))
            throw new OnnxException($"Head '{_head.Name}': content {_head.Content} lies outside the {height} x {width} pixels of {_scores}.");
    }

    /// <param name="type">Float where uint8 cannot be computed with.</param>
    /// <returns>[N, 1, H, W]; a pixel with a score that is not a number gets any class.</returns>
    public Value ClassIndices(GraphBuilder b, ElementType type)
    {
        switch (_head.Kind)
        {
            case ScoreKind.Indices:
                return b.Cast(Planes(b)[0], type);
            case ScoreKind.Binary:
                return b.Cast(b.Op("Greater", Planes(b)[0], Like(b, _head.Probabilities ? _head.Threshold : Bound)), type);
            case var _ when Classes > 2 && (_head.ChannelsLast || type != ElementType.UInt8):
                return b.Unsqueeze(b.Cast(b.Op("ArgMax", [_scores], Attribute.Of("axis", ClassAxis), Attribute.Of("keepdims", 0)), type), 1);
            default:
                var planes = Planes(b);
                var best = planes[0];
                var index = b.Cast(b.Op("Greater", planes[1], best), type);
                for (var c = 2; c < planes.Count; c++)
                {
                    best = b.Op("Max", best, planes[c - 1]);
                    index = b.Where(b.Op("Greater", planes[c], best), b.Const(Tensor.Scalar(type, c)), index);
                }
                return index;
        }
    }

    /// <summary>How far the winner leads: difference of the two largest logits, or of the logarithms of the two largest probabilities, or of the
    /// log-odds from the threshold's. A float of 0 and up, [N, 1, H, W]; not for class indices.</summary>
    public Value Margin(GraphBuilder b)
    {
        var planes = Planes(b);
        if (_head.Kind == ScoreKind.Binary)
        {
            var logit = _head.Probabilities ? LogRatio(b, planes[0], b.Sub(Like(b, 1), planes[0])) : planes[0];
            return b.Op("Abs", b.Sub(logit, Like(b, Bound)));
        }
        if (Classes == 2 && !_head.Probabilities) return b.Op("Abs", b.Sub(planes[1], planes[0]));

        Value best = planes[0], second = b.Op("Min", best, planes[1]);
        for (var c = 1; c < planes.Count; c++)
        {
            if (c > 1) second = b.Op("Max", second, b.Op("Min", best, planes[c]));
            best = b.Op("Max", best, planes[c]);
        }
        return _head.Probabilities ? LogRatio(b, best, second) : b.Sub(best, second);
    }

    /// <summary>A scalar: 0; NaN if a score is not finite (a sum beyond 3.4e38 is taken for one), or an index no class.</summary>
    public Value Taint(GraphBuilder b)
    {
        if (_head.Kind != ScoreKind.Indices) return b.Mul(Sum(b.Cast(_scores, ElementType.Float)), b.Const(Tensor.Scalar(ElementType.Float, 0)));
        var index = b.Cast(_scores, ElementType.Float);
        var bad = b.Op("Not", b.Op("And", b.Op("GreaterOrEqual", index, b.Scalar(index, 0)), b.Op("Less", index, b.Scalar(index, Classes))));
        var count = Sum(b.Cast(bad, ElementType.Float));
        return b.Where(b.Op("Greater", count, b.Scalar(count, 0)), b.Scalar(count, double.NaN), b.Scalar(count, 0));

        Value Sum(Value x) => b.ReduceSum(x, [.. Enumerable.Range(0, x.Shape!.Rank).Select(a => (long)a)], keepDims: false);
    }

    // Of each class [N, 1, H, W]; of other heads the one that there is.
    private IReadOnlyList<Value> Planes(GraphBuilder b)
    {
        if (_planes is not null) return _planes;
        var scores = FirstAxis(b);
        return _planes = _head.Kind == ScoreKind.PerClass ? [.. b.Node("Split", [scores], Classes, Split(b)).Outputs.Select(o => o!)] : [scores];
    }

    private Attribute[] Split(GraphBuilder b) =>
        b.Opset >= 18 ? [Attribute.Of("axis", 1), Attribute.Of("num_outputs", Classes)] : [Attribute.Of("axis", 1)];

    // [N, C, H, W].
    private Value FirstAxis(GraphBuilder b) => _scores.Shape!.Rank switch
    {
        2 => b.Unsqueeze(_scores, 0, 1),
        3 => b.Unsqueeze(_scores, 1),
        _ when _head.ChannelsLast => b.Transpose(_scores, 0, 3, 1, 2),
        _ => _scores,
    };

    private Value LogRatio(GraphBuilder b, Value p, Value q) =>
        b.Op("Log", b.Div(b.Op("Max", p, Like(b, Smallest)), b.Op("Max", q, Like(b, Smallest))));

    private Value Like(GraphBuilder b, float number) => b.Scalar(_scores, number);
}
