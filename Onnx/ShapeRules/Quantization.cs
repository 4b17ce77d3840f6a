namespace SegEdge.Onnx.ShapeRules;

/// <summary>Between floating and integer numbers.</summary>
internal static class Quantization
{
    /// <summary>x, scale, zero point: the type is the zero point's, or what output_dtype says, or UInt8.</summary>
    public static void QuantizeLinear(Inference i)
    {
        var said = (ElementType)i.Node.Int("output_dtype", 0);
        i.Set(0, i.Given(2) ? i.Type(2) : said != ElementType.Undefined ? said : ElementType.UInt8, i.Shape(0));
    }

    /// <summary>The type is the scale's.</summary>
    public static void DequantizeLinear(Inference i)
    {
        var said = (ElementType)i.Node.Int("output_dtype", 0);
        i.Set(0, said != ElementType.Undefined ? said : i.Type(1), i.Shape(0));
    }

    public static void DynamicQuantizeLinear(Inference i)
    {
        i.Set(0, ElementType.UInt8, i.Shape(0));
        i.Set(1, ElementType.Float, Shape.Scalar);
        i.Set(2, ElementType.UInt8, Shape.Scalar);
    }
}
