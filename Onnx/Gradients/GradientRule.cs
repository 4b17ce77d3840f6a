namespace SegEdge.Onnx.Gradients;

/// <summary>The gradient of one operator, for one node with one output.</summary>
/// <param name="n">The forward node; its inputs and outputs may be read.</param>
/// <param name="dy">Gradient of the score with respect to the node's first output, in that output's shape.</param>
/// <returns>One gradient per input, in the input's shape, or (operators that broadcast) in the output's; null, or a shorter array, where none is
/// needed. Null for an input that needs one is an error, never a zero.</returns>
/// <exception cref="OnnxException">The node uses a case of the operator that has no rule; the message names it.</exception>
public delegate Value?[] Rule(GradientBuilder b, Node n, Value dy);

/// <summary>The same for operators whose further outputs carry gradients too.</summary>
/// <param name="dys">One per output; null where none arrives. At least one is there.</param>
public delegate Value?[] RuleOfMany(GradientBuilder b, Node n, IReadOnlyList<Value?> dys);

/// <summary>A line of the table in <see cref="GradientRules"/>.</summary>
internal sealed class GradientRule
{
    private readonly RuleOfMany _rule;

    private GradientRule(RuleOfMany rule) => _rule = rule;

    /// <summary>Its gradients come in the broadcast shape and are summed to each input's shape by <see cref="Broadcasting"/>.</summary>
    public bool Broadcasts { get; private init; }

    public static GradientRule One(Rule rule) => new(OnlyFirst(rule));

    public static GradientRule Broadcast(Rule rule) => new(OnlyFirst(rule)) { Broadcasts = true };

    public static GradientRule Many(RuleOfMany rule) => new(rule);

    public Value?[] Apply(GradientBuilder b, Node n, IReadOnlyList<Value?> dys) => _rule(b, n, dys);

    private static RuleOfMany OnlyFirst(Rule rule) => (b, n, dys) =>
    {
        for (var i = 1; i < dys.Count; i++)
            if (dys[i] is not null)
                throw b.Refuse(n, $"its output {i} ('{n.Outputs[i]?.Name}') counts in the score", "only the first to count");
        return rule(b, n, dys[0]!);
    };
}
