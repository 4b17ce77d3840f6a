namespace SegEdge.Onnx.Transforms.BatchRules;

internal static class Elementwise
{
    /// <summary>Each element of input 0 becomes one; other inputs are constants.</summary>
    public static BatchAxis Unary(BatchNode n) => n.OnlyInput();

    /// <summary>Axes meet from the last on; at the batch's, an input without pictures must have one entry or none.</summary>
    public static BatchAxis Broadcast(BatchNode n)
    {
        var rank = n.Given.Max(i => n.Shape(i).Rank);
        var (axis, inner) = n.First;
        axis += rank - n.Given.Where(i => n.Of(i) is not null).Select(i => n.Shape(i).Rank).First();
        foreach (var i in n.Given)
        {
            var shape = n.Shape(i);
            var own = axis - rank + shape.Rank;
            if (n.Of(i) is { } batched)
            {
                if (batched != new BatchAxis(own, inner)) throw n.Refuse("its inputs have the pictures on different axes");
            }
            else if (own >= 0 && shape[own].Size != 1)
                throw n.Refuse($"'{n.Node.Input(i).Name}' {shape} has {shape[own]} entries along the batch, expected 1");
        }
        return new(axis, inner);
    }

    /// <summary>Over an axis that is not the batch's.</summary>
    public static BatchRule Along(long otherwise, string attribute = "axis") => n =>
    {
        var batch = n.OnlyInput();
        return n.Axis(otherwise, attribute) == batch.Axis ? throw n.Refuse("it works along the batch") : batch;
    };

    /// <summary>Over an axis and all behind it.</summary>
    public static BatchAxis FromAxisOn(BatchNode n)
    {
        var batch = n.OnlyInput();
        return n.Axis(-1) <= batch.Axis ? throw n.Refuse("it works along the batch") : batch;
    }

    /// <summary>Over other axes than the first, which is one of pictures by the operator's own terms.</summary>
    public static BatchAxis FirstAxis(BatchNode n)
    {
        var batch = n.OnlyInput();
        if (n.Node.Is("MaxPool") && n.Node.OutputOrNull(1) is not null) throw n.Refuse("its indices count on over the pictures");
        return batch.Axis == 0 ? batch : throw n.Refuse($"the pictures lie on axis {batch.Axis}, expected 0");
    }
}
