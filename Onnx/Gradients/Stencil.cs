namespace SegEdge.Onnx.Gradients;

/// <summary>Enlarging by a whole factor repeats its weights: A^T is a strided convolution with one kernel, but for a few elements at both
/// ends.</summary>
/// <param name="Factor">Output elements per input element; the stride.</param>
/// <param name="Kernel">Weights with which input element i enters the outputs from Factor * i - Before on.</param>
/// <param name="Before">Outputs before Factor * i that the kernel reaches.</param>
/// <param name="First">Elements at the begin that follow another rule.</param>
/// <param name="Last">Those at the end.</param>
internal sealed record Stencil(long Factor, double[] Kernel, long Before, long First, long Last)
{
    // More of them, and the ends cost what the middle saves.
    private const int MostAtEnds = 8;

    /// <summary>Every output is a copy: the gradient is the sum over each input's outputs.</summary>
    public bool IsBox => Before == 0 && First == 0 && Last == 0 && Kernel.Length == Factor && Array.TrueForAll(Kernel, k => k == Kernel[0]);

    /// <returns>Null if the axis does not repeat one kernel.</returns>
    public static Stencil? Find(Interpolation map)
    {
        var factor = map.Out / map.In;
        if (factor < 2 || map.Out % map.In != 0) return null;
        var outputsOf = Enumerable.Range(0, (int)map.In).Select(_ => new List<long>()).ToArray();
        for (long j = 0; j < map.Out; j++)
            foreach (var i in map.InputsOf(j)) outputsOf[i].Add(j);
        var middle = map.In / 2;
        if (outputsOf[middle].Count == 0) return null;
        var low = Math.Min(0, outputsOf[middle][0] - (factor * middle));
        var high = Math.Max(factor - 1, outputsOf[middle][^1] - (factor * middle));
        if ((factor * middle) + low < 0 || (factor * middle) + high >= map.Out) return null;
        double[] kernel = [.. Enumerable.Range(0, (int)(high - low + 1)).Select(t => map.Weight((factor * middle) + low + t, middle))];
        var (first, last) = (0L, 0L);
        while (!Repeats(first)) first++;
        while (!Repeats(map.In - 1 - last)) last++;
        for (var i = first; i < map.In - last; i++)
            if (!Repeats(i)) return null;
        return first + last <= MostAtEnds ? new Stencil(factor, kernel, -low, first, last) : null;

        bool Repeats(long i)
        {
            var from = (factor * i) + low;
            if (outputsOf[i].Exists(j => j < from || j - from >= kernel.Length)) return false;
            for (var t = 0; t < kernel.Length; t++)
                // Weights are differences of coordinates in float.
                if (from + t >= 0 && from + t < map.Out && Math.Abs(map.Weight(from + t, i) - kernel[t]) > 1e-6) return false;
            return true;
        }
    }

    /// <summary>A^T dy: a depthwise Conv, and its ends replaced by small products.</summary>
    public Value Transposed(GraphBuilder b, ResizedAxis axis, Value dy, long channels)
    {
        long[] Along(long number, long others) => [.. Enumerable.Range(2, axis.Rank - 2).Select(a => a == axis.Axis ? number : others)];
        double[] repeated = [.. Enumerable.Range(0, (int)channels).SelectMany(_ => Kernel)];
        var kernel = Tensor.FromDoubles(dy.Type, repeated, [channels, 1, .. Along(Kernel.Length, 1)]);
        var after = Kernel.Length - Before - Factor;
        var dx = b.Op("Conv", [dy, b.Const(kernel)], Attribute.Of("strides", Along(Factor, 1)),
            Attribute.Of("pads", [.. Along(Before, 0), .. Along(after, 0)]), Attribute.Of("group", channels));
        if (First + Last == 0) return dx;
        var (inputs, outputs) = (axis.Map.In, axis.Map.Out);
        var parts = new List<Value>();
        if (First > 0) parts.Add(End(0, First));
        parts.Add(b.Slice(dx, [First], [Last > 0 ? -Last : long.MaxValue], [axis.Axis]));
        if (Last > 0) parts.Add(End(inputs - Last, inputs));
        return b.Concat(axis.Axis, [.. parts]);

        Value End(long from, long to)
        {
            var reached = Enumerable.Range(0, (int)outputs).Where(j => axis.Map.InputsOf(j).Any(i => i >= from && i < to)).ToList();
            return axis.Product(b, dy, from, to, reached[0], reached[^1] + 1);
        }
    }
}
