using Google.Protobuf;

namespace SegEdge.Onnx.Wire;

/// <summary>What is left of a message when everything that the IR has a name for is taken out: fields that must survive a round trip.</summary>
internal static class Opaque
{
    /// <param name="clear">Takes out of the message, in place, what the IR holds. The message is of no use afterwards.</param>
    public static ReadOnlyMemory<byte> Of<T>(T message, params ReadOnlySpan<Action<T>> clear) where T : IMessage<T>
    {
        foreach (var action in clear) action(message);
        return message.CalculateSize() == 0 ? default : message.ToByteArray();
    }

    /// <summary>A message with those fields, to be filled with the others.</summary>
    public static T Restore<T>(ReadOnlyMemory<byte> opaque, MessageParser<T> parser) where T : IMessage<T> => parser.ParseFrom(opaque.Span);
}
