namespace SegEdge.Onnx.Transforms;

/// <summary>Makes of a head with a sigmoid a class, where several may hold at one pixel, one with a logit a class, of which the highest wins: each score becomes its log-odds over the
/// threshold's, and in front comes a plane of zeros, the background, which wins where no class is above its threshold.</summary>
/// <remarks>
/// Requires: opset 13; the head's output Float, [N, C, H, W] or [N, H, W, C]. Ensures: the output's name is that of logits [N, C + 1, H, W] from here on; the old scores stay in the graph
/// under a name of their own and keep their bits. Logits: z − ln(t / (1 − t)). Probabilities: ln(p / (1 − p)), both clamped to <see cref="Smallest"/>, minus the same. A score that is not
/// finite leaves one that is not. Refused: other shapes and types.
/// </remarks>
/// <param name="head">As the file has it; <see cref="ScoreHead.Threshold"/> is every class's.</param>
public sealed class PrependBackground(ScoreHead head) : IGraphTransform
{
    /// <summary>A float probability closer to 0 or 1 than this carries no information about how close.</summary>
    public const float Smallest = 1e-7f;

    public bool Apply(Model model)
    {
        var scores = model.Graph.Find(head.Output);
        if (scores.Type != ElementType.Float || scores.Shape is not { Rank: 4 })
            throw new OnnxException($"Head '{head.Name}', output {scores}: expected Float scores of four axes, [N, C, H, W] or [N, H, W, C].");
        var place = model.Graph.Outputs.IndexOf(scores);
        var b = new GraphBuilder(model, "background");
        scores.Name = b.Fresh("scores");
        var planes = head.ChannelsLast ? b.Transpose(scores, 0, 3, 1, 2) : scores;
        // Products with zero: what is not finite does not become so by a clamp.
        var nothing = b.Mul(planes, b.Scalar(planes, 0));
        var logits = head.Probabilities ? b.Add(LogOdds(b, planes), nothing) : planes;
        var over = b.Sub(logits, b.Scalar(planes, MathF.Log(MathF.Max(head.Threshold, Smallest) / MathF.Max(1 - head.Threshold, Smallest))));
        var all = b.Concat(1, b.Slice(nothing, [0], [1], [1]), over);
        all.Name = head.Output;
        if (place >= 0) model.Graph.Outputs[place] = all;
        return true;
    }

    private static Value LogOdds(GraphBuilder b, Value p) => b.Op("Log", b.Div(
        b.Op("Max", p, b.Scalar(p, Smallest)), b.Op("Max", b.Sub(b.Scalar(p, 1), p), b.Scalar(p, Smallest))));
}
