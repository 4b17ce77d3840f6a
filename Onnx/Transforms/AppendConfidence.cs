namespace SegEdge.Onnx.Transforms;

/// <summary>Adds for each head how sure the network is, so that no host needs to look at the scores. The margin of a pixel is that of
/// <see cref="ScoreHead"/>: best against second class, or score against threshold, in nats.</summary>
/// <remarks>
/// Outputs, NAME being the head's:
/// <c>taint_NAME</c> float []: 0; NaN where a score is not finite, or an index no class: then nothing else counts;
/// <c>area_NAME</c> int64 [C]: pixels of each class;
/// <c>margin_sum_NAME</c> float [C]: over each class's pixels; divided by the area it is the mean;
/// <c>confidence_sum_NAME</c> float [C]: of sigmoid(margin), which is p1 / (p1 + p2);
/// <c>low_NAME</c> int64 []: pixels whose margin is below <see cref="ConfidenceOptions.LowMargin"/>;
/// <c>margin_grid_NAME</c> float [rows, columns]: mean margin of each cell; where cells do not divide the picture a pixel counts by the
/// share of it in the cell;
/// <c>margin_NAME</c> float [1, H, W]: the whole picture's, padding too.
/// Requires: opset 13; scores of batch 1 and known size below 2^24 pixels, so that counts are exact in float sums.
/// Ensures: the old outputs are bit-identical; classes are those of <see cref="AppendClassMap"/>; areas and counts are exact.
/// Case 1: two classes: |difference|. Case 2: more: a running best and second. Case 3: binary: |log-odds - threshold's|. Case 4: class
/// indices: taint and area only. Case 5: a letterbox's content only. Case 6: <see cref="AppendClassMap"/> ran before: its map is read; what
/// else both need, ONNX Runtime merges. Measured with it, ONNX Runtime 1.31.1, CPU, one thread, all outputs and a grid of 24 x 40, against
/// vectorised C# for the same (without sigmoid), in one run: two heads [1, 2, 360, 640] 1.2 ms, C# 1.7; [1, 12, 360, 480] 3.7, C# 1.8;
/// [1, 6, 384, 640] 2.3, C# 1.6.
/// Refused, by name: what <see cref="AppendClassMap"/> refuses; an open size; another batch than 1; content
/// outside the picture.
/// </remarks>
public sealed class AppendConfidence(IReadOnlyList<ScoreHead> heads, ConfidenceOptions options) : IGraphTransform
{
    private static readonly string[] Outputs = ["taint", "area", "margin_sum", "confidence_sum", "low", "margin_grid", "margin"];

    /// <inheritdoc cref="AppendClassMap.UInt8OnlyAtTheEdge"/>
    public bool UInt8OnlyAtTheEdge { get; init; }

    public bool Apply(Model model)
    {
        ScorePlanes[] planes = [.. heads.Select(h => new ScorePlanes(model.Graph, h))];
        foreach (var p in planes) p.RequireOnePicture();
        OutputNames.RequireFree(model.Graph, [.. heads.SelectMany(Names), .. options.LowMarginInput is { } name ? [name] : Array.Empty<string>()]);

        var b = new GraphBuilder(model, "confidence");
        var low = options.LowMarginInput is { } input ? b.Input(input, ElementType.Float, [])
            : options.LowMargin is { } margin ? b.Const(Tensor.Scalar(ElementType.Float, margin)) : null;
        for (var i = 0; i < planes.Length; i++) Append(b, planes[i], heads[i], low);
        return planes.Length > 0;
    }

    private static IEnumerable<string> Names(ScoreHead head) => Outputs.Select(what => $"{what}_{head.Name}");

    private void Append(GraphBuilder b, ScorePlanes planes, ScoreHead head, Value? low)
    {
        b.Output($"taint_{head.Name}", planes.Taint(b));
        var indexType = UInt8OnlyAtTheEdge ? ElementType.Float : ElementType.UInt8;
        var map = UInt8OnlyAtTheEdge ? null : b.Graph.Outputs.FirstOrDefault(o => o.Name == AppendClassMap.NameOf(head));
        var indices = Content(b, map is null ? planes.ClassIndices(b, indexType) : b.Unsqueeze(map, 1), head);
        // One-hot, so that one product sums every class: on 12 classes 0.6 ms, a mask and a sum for each 0.8 ms, with Where 1.2 ms.
        byte[] all = [.. Enumerable.Range(0, planes.Classes).Select(c => (byte)c)];
        var classes = b.Cast(b.Const(Tensor.Of<byte>(all, 1, planes.Classes, 1, 1)), indexType);
        var oneHot = b.Cast(b.Op("Equal", indices, classes), ElementType.Float);
        b.Output($"area_{head.Name}", b.Cast(b.ReduceSum(oneHot, [0, 2, 3], keepDims: false), ElementType.Int64));
        if (head.Kind == ScoreKind.Indices) return;

        var wholeMargin = b.Cast(planes.Margin(b), ElementType.Float);
        if (options.MarginMap) b.Output($"margin_{head.Name}", b.Squeeze(wholeMargin, 1));
        var margin = Content(b, wholeMargin, head);
        b.Output($"margin_sum_{head.Name}", SumPerClass(margin));
        if (options.Confidence) b.Output($"confidence_sum_{head.Name}", SumPerClass(b.Op("Sigmoid", margin)));
        if (low is not null)
        {
            var unsure = b.Cast(b.Op("Less", margin, low), ElementType.Float);
            b.Output($"low_{head.Name}", b.Cast(b.ReduceSum(unsure, [0, 1, 2, 3], keepDims: false), ElementType.Int64));
        }
        if (options.Grid is var (rows, columns))
        {
            var (_, _, height, width) = Area(wholeMargin, head);
            var across = b.MatMul(b.Const(Shares(rows, height, transposed: false)), b.Reshape(margin, height, width));
            b.Output($"margin_grid_{head.Name}", b.MatMul(across, b.Const(Shares(columns, width, transposed: true))));
        }

        Value SumPerClass(Value x) => b.Reshape(b.MatMul(b.Reshape(oneHot, planes.Classes, -1), b.Reshape(x, -1, 1)), planes.Classes);
    }

    private static (int Top, int Left, int Height, int Width) Area(Value plane, ScoreHead head) =>
        head.Content ?? (0, 0, (int)plane.Shape![2].Size!, (int)plane.Shape[3].Size!);

    private static Value Content(GraphBuilder b, Value plane, ScoreHead head) => head.Content is var (top, left, height, width)
        ? b.Slice(plane, [top, left], [top + height, left + width], [2, 3])
        : plane;

    // [cells, pixels], or its transpose: which share of a cell each pixel is.
    private static Tensor Shares(int cells, int pixels, bool transposed)
    {
        var shares = new float[cells * pixels];
        var cell = (double)pixels / cells;
        for (var c = 0; c < cells; c++)
            for (var p = (int)(c * cell); p < Math.Min(pixels, (c + 1) * cell); p++)
                shares[transposed ? (p * cells) + c : (c * pixels) + p] =
                    (float)((Math.Min(p + 1, (c + 1) * cell) - Math.Max(p, c * cell)) / cell);
        return Tensor.Of<float>(shares, transposed ? [pixels, cells] : [cells, pixels]);
    }
}
