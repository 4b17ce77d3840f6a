namespace SegEdge.Onnx.Transforms;

/// <summary>Adds the score of regions, v = sum over pixels of weight · log-odds of a class against its foil, and its derivative by the
/// output's scores.</summary>
/// <remarks>
/// <para>Requires: opset 13 or later; the head's output Float, of four axes, fixed but for the batch.</para>
/// <para>Ensures: inputs <c>region</c> float [G, H, W], weights that the caller makes to sum to one over a region; <c>class</c> and <c>foil</c>
/// float [G, C], 1 for the class and for each class of its foil, else 0; <c>region_of</c> int64 [batch], which region each picture is asked about.
/// Output <c>v</c> [batch]; value <see cref="Derivative"/>, dv / d scores in the shape of the scores. Old outputs keep their bits.</para>
/// <para>Cases: 1 logits of two classes: z_c - z_f. 2 logits of more: z_c - logsumexp(z_k, k in foil). 3 probabilities: log p_c - log(sum of the
/// foil's p), both clamped to <see cref="LeastProbability"/>. 4 one logit: +z where the class is 1, -z where it is 0. 5 one probability:
/// ±(log p - log(1 - p)), p clamped. Where a clamp holds, the derivative is 0. Refused: other shapes and types.</para>
/// <para>The derivative is written in closed form, w · (class - softmax over the foil), instead of leaving it to reverse mode: it shares the
/// exponentials of the score. The maximum inside logsumexp carries no gradient, since its shift cancels.</para>
/// </remarks>
public sealed class AppendRegionScore(ScoreHead head) : IGraphTransform
{
    public const string Region = "region", Class = "class", Foil = "foil", RegionOf = "region_of", Score = "v", Derivative = "score/derivative";

    /// <summary>Where probabilities are cut: log-odds stay within ±16.1, and 1 - 1e-7 is still below 1 as a float.</summary>
    public const float LeastProbability = 1e-7f;

    // Added to a logit it takes a class out of the foil: exp of it is 0, and float32 still holds it.
    private const float Absent = -1e9f;

    public bool Apply(Model model)
    {
        Shapes.Infer(model);
        var z = model.Graph.Find(head.Output);
        var (channels, height, width) = Check(z);
        var b = new GraphBuilder(model, "score");
        var classes = head.Kind == ScoreKind.PerClass ? channels : 2;
        var region = b.Input(Region, ElementType.Float, [Dim.Named("regions"), height, width]);
        var target = b.Input(Class, ElementType.Float, [Dim.Named("regions"), classes]);
        var foil = b.Input(Foil, ElementType.Float, [Dim.Named("regions"), classes]);
        var regionOf = b.Input(RegionOf, ElementType.Int64, [z.Shape![0]]);

        // Everything as [N, C, P]: one row of pixels per class. Channels last are turned first; one channel only changes its shape.
        var flat = b.Reshape(head.ChannelsLast && channels > 1 ? b.Transpose(z, 0, 3, 1, 2) : z, 0, channels, -1);
        var weights = b.Reshape(PerPicture(b, region, regionOf), 0, 1, -1);
        var (odds, derivative) = (head.Kind, head.Probabilities) switch
        {
            (ScoreKind.Binary, false) => (b.Mul(flat, Sign(b, target, foil, regionOf)), b.Mul(weights, Sign(b, target, foil, regionOf))),
            (ScoreKind.Binary, true) => Logit(b, flat, weights, Sign(b, target, foil, regionOf)),
            (_, true) => LogRatio(b, flat, weights, PerPicture(b, target, regionOf), PerPicture(b, foil, regionOf)),
            _ when channels == 2 => Difference(b, flat, weights, PerPicture(b, target, regionOf), PerPicture(b, foil, regionOf)),
            _ => AgainstSum(b, flat, weights, PerPicture(b, target, regionOf), PerPicture(b, foil, regionOf)),
        };
        b.Output(Score, b.ReduceSum(b.Mul(odds, weights), [1, 2], keepDims: false));
        var dz = head.ChannelsLast && channels == 1 ? b.Reshape(derivative, 0, height, width, 1) : b.Reshape(derivative, 0, channels, height, width);
        if (head.ChannelsLast && channels > 1) dz = b.Transpose(dz, 0, 2, 3, 1);
        b.Op("Identity", dz).Name = Derivative;
        return true;
    }

    private (long Channels, long Height, long Width) Check(Value z)
    {
        if (head.Kind == ScoreKind.Indices || z.Type != ElementType.Float || z.Shape is not { Rank: 4 } shape)
            throw new OnnxException($"Head '{head.Name}', output {z}: expected Float scores of four axes, [N, C, H, W] or [N, H, W, C]. " +
                "Class indices have no gradient; the methods that only run the model, occlusion and rise, serve.");
        var (classAxis, rows, columns) = head.ChannelsLast ? (3, 1, 2) : (1, 2, 3);
        if (shape[classAxis].Size is not { } channels || shape[rows].Size is not { } height || shape[columns].Size is not { } width)
            throw new OnnxException($"Output {z}: expected fixed sizes but for the batch. Give the model's input its size first.");
        return (head.Kind == ScoreKind.PerClass ? channels >= 2 : channels == 1)
            ? (channels, height, width)
            : throw new OnnxException($"Head '{head.Name}', output {z}: {channels} channels do not fit {head.Kind}. Correct the manifest.");
    }

    // [N, ...] from [G, ...]: what each picture is asked.
    private static Value PerPicture(GraphBuilder b, Value perRegion, Value regionOf) =>
        b.Op("Gather", [perRegion, regionOf], Attribute.Of("axis", 0));

    private static (Value Odds, Value Derivative) Difference(GraphBuilder b, Value z, Value weights, Value target, Value foil)
    {
        var signs = b.Sub(target, foil); // [N, 2]: +1 and -1
        return (b.MatMul(b.Unsqueeze(signs, 1), z), b.MatMul(b.Unsqueeze(signs, 2), weights));
    }

    private static (Value Odds, Value Derivative) AgainstSum(GraphBuilder b, Value z, Value weights, Value target, Value foil)
    {
        var left = b.Unsqueeze(b.Mul(b.Sub(b.Scalar(z, 1), foil), b.Scalar(z, Absent)), 2); // [N, C, 1]: 0 for the foil
        var among = b.Add(z, left);
        var most = b.Reduce("ReduceMax", among, [1]);
        var powers = b.Op("Exp", b.Sub(among, most)); // at most 1
        var sum = b.ReduceSum(powers, [1]); // at least 1
        var own = b.MatMul(b.Unsqueeze(target, 1), z);
        var odds = b.Sub(own, b.Add(b.Op("Log", sum), most));
        return (odds, b.Sub(b.MatMul(b.Unsqueeze(target, 2), weights), b.Mul(powers, b.Div(weights, sum))));
    }

    private static (Value Odds, Value Derivative) LogRatio(GraphBuilder b, Value p, Value weights, Value target, Value foil)
    {
        var (own, dOwn) = Log(b, p, weights, target);
        var (other, dOther) = Log(b, p, weights, foil);
        return (b.Sub(own, other), b.Sub(dOwn, dOther));
    }

    // The logarithm of the summed probability of some classes, and its derivative.
    private static (Value Log, Value Derivative) Log(GraphBuilder b, Value p, Value weights, Value classes)
    {
        var sum = b.MatMul(b.Unsqueeze(classes, 1), p);
        var clamped = b.Op("Max", sum, b.Scalar(p, LeastProbability));
        var moves = b.Cast(b.Op("Greater", sum, b.Scalar(p, LeastProbability)), p.Type);
        return (b.Op("Log", clamped), b.MatMul(b.Unsqueeze(classes, 2), b.Mul(b.Div(weights, clamped), moves)));
    }

    private static (Value Odds, Value Derivative) Logit(GraphBuilder b, Value p, Value weights, Value sign)
    {
        Value least = b.Scalar(p, LeastProbability), most = b.Scalar(p, 1 - LeastProbability);
        var clamped = b.Op("Clip", p, least, most);
        var rest = b.Sub(b.Scalar(p, 1), clamped);
        var moves = b.Cast(b.Op("And", b.Op("Greater", p, least), b.Op("Less", p, most)), p.Type);
        var slope = b.Div(b.Mul(weights, moves), b.Mul(clamped, rest));
        return (b.Mul(b.Sub(b.Op("Log", clamped), b.Op("Log", rest)), sign), b.Mul(slope, sign));
    }

    // [N, 1, 1]: +1 where class 1 is asked about, -1 where class 0 is.
    private static Value Sign(GraphBuilder b, Value target, Value foil, Value regionOf)
    {
        var half = b.Const(Tensor.Of<float>([-0.5f, 0.5f], 2, 1));
        return b.Unsqueeze(b.MatMul(PerPicture(b, b.Sub(target, foil), regionOf), half), 2);
    }
}
