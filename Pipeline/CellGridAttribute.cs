using System.ComponentModel.DataAnnotations;
using SegEdge.Explain;

namespace SegEdge.Pipeline;

/// <summary>A grid of cells as text, or nothing.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CellGridAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is null or "" || (value is string text && CellCount.TryParse(text) is not null);

    public override string FormatErrorMessage(string name) => $"columns x rows, each 1 to {CellCount.Most}, such as 20x12";
}
