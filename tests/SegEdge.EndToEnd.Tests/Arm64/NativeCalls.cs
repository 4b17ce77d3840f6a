using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace SegEdge.EndToEnd.Tests.Arm64;

/// <summary>Which native functions of a library its callers can reach. Overloads are told apart by the number of their parameters only, so it may name some too many.</summary>
internal sealed class NativeCalls : IDisposable
{
    // What runs without being called where a constructor has run.
    private static readonly string[] Implied = [".cctor", "Finalize", "DisposeManaged", "DisposeUnmanaged", "ReleaseHandle"];

    private static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => (int)(ushort)c.Value);

    private readonly PEReader _file;
    private readonly MetadataReader _data;
    private readonly ILookup<(string, int), MethodDefinitionHandle> _methods;
    private readonly HashSet<MethodDefinitionHandle> _seen = [];
    private readonly Queue<MethodDefinitionHandle> _open = [];

    private NativeCalls(string library)
    {
        _file = new PEReader(File.OpenRead(library));
        _data = _file.GetMetadataReader();
        _methods = _data.MethodDefinitions.ToLookup(m => (NameOf(_data, _data.GetMethodDefinition(m).GetDeclaringType()) + "::" + _data.GetString(_data.GetMethodDefinition(m).Name), Parameters(_data, _data.GetMethodDefinition(m).Signature)));
    }

    /// <returns>Number of parameters by name of the native function.</returns>
    public static IReadOnlyDictionary<string, int> Reachable(string library, IEnumerable<string> callers)
    {
        using var calls = new NativeCalls(library);
        foreach (var caller in callers)
        {
            using var file = new PEReader(File.OpenRead(caller));
            var data = file.GetMetadataReader();
            foreach (var member in data.MemberReferences) calls.Add(data, data.GetMemberReference(member));
        }
        return calls.Walk();
    }

    public void Dispose() => _file.Dispose();

    private Dictionary<string, int> Walk()
    {
        var found = new Dictionary<string, int>();
        while (_open.TryDequeue(out var handle))
        {
            var method = _data.GetMethodDefinition(handle);
            if (method.Attributes.HasFlag(MethodAttributes.PinvokeImpl))
            {
                found[_data.GetString(method.GetImport().Name)] = Parameters(_data, method.Signature);
                continue;
            }
            foreach (var other in _data.GetTypeDefinition(method.GetDeclaringType()).GetMethods())
                if (Implied.Contains(_data.GetString(_data.GetMethodDefinition(other).Name))) Add(other);
            if (method.RelativeVirtualAddress != 0) Follow(_file.GetMethodBody(method.RelativeVirtualAddress).GetILReader());
        }
        return found;
    }

    private void Follow(BlobReader code)
    {
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            if (value == 0xFE) value = 0xFE00 | code.ReadByte();
            switch (OpCodesByValue[value].OperandType)
            {
                case OperandType.InlineMethod: Add(MetadataTokens.EntityHandle(code.ReadInt32())); break;
                case OperandType.InlineSwitch: code.Offset += 4 * code.ReadInt32(); break;
                case OperandType.InlineNone: break;
                case OperandType.ShortInlineI or OperandType.ShortInlineVar or OperandType.ShortInlineBrTarget: code.Offset += 1; break;
                case OperandType.InlineVar: code.Offset += 2; break;
                case OperandType.InlineI8 or OperandType.InlineR: code.Offset += 8; break;
                default: code.Offset += 4; break;
            }
        }
    }

    private void Add(EntityHandle called)
    {
        if (called.Kind == HandleKind.MethodSpecification) called = _data.GetMethodSpecification((MethodSpecificationHandle)called).Method;
        if (called.Kind == HandleKind.MethodDefinition) Add((MethodDefinitionHandle)called);
        else Add(_data, _data.GetMemberReference((MemberReferenceHandle)called));
    }

    private void Add(MetadataReader data, MemberReference member)
    {
        if (member.GetKind() != MemberReferenceKind.Method) return;
        foreach (var method in _methods[(NameOf(data, member.Parent) + "::" + data.GetString(member.Name), Parameters(data, member.Signature))]) Add(method);
    }

    private void Add(MethodDefinitionHandle method)
    {
        if (_seen.Add(method)) _open.Enqueue(method);
    }

    private static int Parameters(MetadataReader data, BlobHandle signature)
    {
        var reader = data.GetBlobReader(signature);
        if (reader.ReadSignatureHeader().IsGeneric) reader.ReadCompressedInteger();
        return reader.ReadCompressedInteger();
    }

    private static string NameOf(MetadataReader data, EntityHandle type)
    {
        switch (type.Kind)
        {
            case HandleKind.TypeDefinition:
                var definition = data.GetTypeDefinition((TypeDefinitionHandle)type);
                return (definition.GetDeclaringType() is { IsNil: false } outer ? NameOf(data, outer) + "+" : data.GetString(definition.Namespace) + ".") + data.GetString(definition.Name);
            case HandleKind.TypeReference:
                var reference = data.GetTypeReference((TypeReferenceHandle)type);
                return (reference.ResolutionScope.Kind == HandleKind.TypeReference ? NameOf(data, reference.ResolutionScope) + "+" : data.GetString(reference.Namespace) + ".") + data.GetString(reference.Name);
            case HandleKind.TypeSpecification:
                var blob = data.GetBlobReader(data.GetTypeSpecification((TypeSpecificationHandle)type).Signature);
                if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance) return "";
                blob.ReadCompressedInteger(); // class or value type
                return NameOf(data, blob.ReadTypeHandle());
            default:
                return "";
        }
    }
}
