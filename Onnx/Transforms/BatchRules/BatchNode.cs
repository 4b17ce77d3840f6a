namespace SegEdge.Onnx.Transforms.BatchRules;

/// <summary>Says where the batch lies in what a node makes, or why the node cannot work on one.</summary>
internal delegate BatchAxis BatchRule(BatchNode n);

/// <summary>One node that reads batched values: what a rule may ask, and how it rewrites constants that speak of the batch.</summary>
internal sealed class BatchNode(Node node, IReadOnlyDictionary<Value, BatchAxis> batched, Dim batch, ICollection<Action<GraphBuilder>> rewrites)
{
    public Node Node => node;

    /// <summary>Where the first batched input has its pictures.</summary>
    public BatchAxis First => Enumerable.Range(0, node.Inputs.Count).Select(Of).First(a => a is not null)!.Value;

    public IEnumerable<int> Given => Enumerable.Range(0, node.Inputs.Count).Where(i => node.Inputs[i] is not null);

    /// <summary>Null: the input does not depend on the pictures.</summary>
    public BatchAxis? Of(int input) => node.InputOrNull(input) is { } value && batched.TryGetValue(value, out var axis) ? axis : null;

    /// <summary>At batch 1.</summary>
    public Shape Shape(int input) => node.Input(input).Shape ?? throw Refuse($"the rank of '{node.Input(input).Name}' is not known");

    public Shape OutputShape => node.Output.Shape ?? throw Refuse($"the rank of '{node.Output.Name}' is not known");

    /// <summary>An integer attribute that counts an axis of input 0, from the front.</summary>
    public int Axis(long otherwise, string attribute = "axis") => FromFront(node.Int(attribute, otherwise), Shape(0).Rank);

    /// <summary>Axes in an attribute or in an input.</summary>
    /// <returns>Null where the node names none.</returns>
    public int[]? Axes(int input, int rank)
    {
        var axes = node.Ints("axes") ?? (node.InputOrNull(input) is null ? null : Numbers(input));
        return axes is null ? null : Array.ConvertAll(axes, a => FromFront(a, rank));
    }

    /// <summary>A constant input of integers.</summary>
    public long[] Numbers(int input) => node.Input(input).Constant?.ToLongs() ?? throw Refuse($"'{node.Input(input).Name}' is known only in a run");

    /// <summary>The batched input 0, which none but it must be.</summary>
    public BatchAxis OnlyInput(int index = 0)
    {
        foreach (var i in Given)
            if (i != index && Of(i) is not null) throw Refuse($"input {i} '{node.Input(i).Name}' depends on the pictures");
        return Of(index) ?? throw Refuse("its pictures come in where it expects constants");
    }

    /// <summary>Lets an input be another constant for the new batch.</summary>
    /// <param name="numbers">At batch 1.</param>
    /// <param name="at">Which of them is multiplied by the batch; -1 stands there if that is open.</param>
    public void Rewrite(int input, IEnumerable<long> numbers, int at)
    {
        var changed = numbers.ToArray();
        changed[at] = batch.Size * changed[at] ?? -1;
        rewrites.Add(b => node.Inputs[input] = b.Ints(changed));
    }

    /// <summary>Has something done once every node is found to be fit.</summary>
    public void Later(Action<GraphBuilder> rewrite) => rewrites.Add(rewrite);

    /// <summary>The number of pictures; null if it is open.</summary>
    public long? Batch => batch.Size;

    public OnnxException Refuse(string why) =>
        new($"{node}: {why}; expected an operator that works on each picture of a batch alone. Keep batch 1, or export the model with an open batch.");

    private static int FromFront(long axis, int rank) => (int)(axis < 0 ? axis + rank : axis);
}
