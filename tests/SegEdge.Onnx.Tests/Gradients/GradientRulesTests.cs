using System.Reflection;
using SegEdge.Onnx.Gradients;

namespace SegEdge.Onnx.Tests.Gradients;

/// <summary>The table of rules as a whole.</summary>
public sealed class GradientRulesTests
{
    [Fact]
    public void EveryRule_HasACase()
    {
        var cases = typeof(GradientRulesTests).Assembly.GetTypes().Where(t => t.Namespace == typeof(GradientRulesTests).Namespace)
            .SelectMany(t => t.GetMethods()).SelectMany(m => m.GetCustomAttributes<InlineDataAttribute>())
            .Select(a => a.Data.FirstOrDefault() as string).OfType<string>().Select(line => line.Split(' ')[0]).ToHashSet();
        Assert.Empty(GradientRules.Names.Except(cases));
    }

    [Fact]
    public void AnOperator_IsInOneTableOnly()
    {
        Assert.Empty(GradientRules.Names.Intersect(GradientRules.Steps));
        Assert.Empty(GradientRules.Names.Intersect(GradientRules.Quantised));
        Assert.Empty(GradientRules.Steps.Intersect(GradientRules.Quantised));
    }
}
