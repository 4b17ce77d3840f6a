namespace SegEdge.Onnx.Transforms;

/// <summary>Adds for each head an output <c>classes_NAME</c>, uint8 [N, H, W]: the class of each pixel.</summary>
/// <remarks>
/// Requires: opset 13; outputs of a known number of channels. Ensures: the old outputs are bit-identical; classes are those of a comparison
/// in the scores' own floats, the lower index in a tie; a pixel with a score that is not a number gets any class, see
/// <see cref="AppendConfidence"/>'s taint. Case 1: two classes: Greater. Case 2: more: a running maximum, of Greater, Where, Max. Case 3:
/// more with channels last, or for TensorRT: ArgMax. Case 4: binary: Greater than the threshold, of logits than the threshold's log-odds.
/// Case 5: class indices: Cast. Refused, by name: no such output; not floating; channels that do not fit the kind; fewer than 2 or more than
/// 256 classes; a name that is taken. Measured, ONNX Runtime 1.31.1, CPU, one thread: [1, 2, 360, 640] ArgMax 0.62 ms, Greater 0.08; [1, 12,
/// 360, 480] ArgMax 1.62, ReduceMax and Equal 1.65, running maximum 1.13; [1, 6, 384, 640] 1.18, 1.19, 0.69; [1, 150, 128, 128] 5.3, 8.1,
/// 2.9. Channels last, 2, 6 and 12 classes of these sizes: ArgMax 0.54, 0.98, 1.07 ms, transposed and as above 0.19, 1.05, 2.52.
/// </remarks>
public sealed class AppendClassMap(IReadOnlyList<ScoreHead> heads) : IGraphTransform
{
    /// <summary>Whether uint8 must not be computed with: TensorRT has it at the network's edge only, and there casts it from float.</summary>
    public bool UInt8OnlyAtTheEdge { get; init; }

    public static string NameOf(ScoreHead head) => $"classes_{head.Name}";

    public bool Apply(Model model)
    {
        ScorePlanes[] planes = [.. heads.Select(h => new ScorePlanes(model.Graph, h))];
        OutputNames.RequireFree(model.Graph, heads.Select(NameOf));
        var b = new GraphBuilder(model, "classes");
        for (var i = 0; i < planes.Length; i++)
        {
            var indices = planes[i].ClassIndices(b, UInt8OnlyAtTheEdge ? ElementType.Float : ElementType.UInt8);
            b.Output(NameOf(heads[i]), b.Cast(b.Squeeze(indices, 1), ElementType.UInt8));
        }
        return planes.Length > 0;
    }
}
