"""Common Portuguese words, for which Faker has Latin."""

from __future__ import annotations

PORTUGUESE = tuple(
    """
    acordo agora ainda além algo alguém alto amigo ano antes apenas aqui assim atenção até azul
    bairro banco barco bem boa bom cabeça cada caminho campo carta casa causa cedo centro certo
    céu chegar cidade claro coisa com começar como comprar conhecer conta contra corpo da dar
    data de deixar dentro depois desde desejo dia dinheiro direito dizer dois e ela ele em
    embora empresa encontro enquanto entrada entre escola escrever espaço esperar estar este
    estrada exemplo falar família fazer feliz festa ficar filho fim flor foi força forma forte
    frente futuro ganhar gente grande grupo haver história hoje homem hora ideia ir isso já
    jardim jogo jovem junto lado lembrar ler levar livro livre logo longe lugar luz mãe mais
    manhã mão mar melhor menos mercado mesa mesmo mês mil momento mostrar mudança muito mulher
    mundo música na não nome nosso nova novo nunca o obra olhar onde ontem ordem outra outro pai
    palavra para parte passar pequeno perto pessoa poder pois ponto por porque porta possível
    pouco povo praia preço primeiro problema projeto próprio quando quase que querer quem
    receber resposta rio rua saber saída sala seguir semana sempre sentir ser serviço seu sim
    sobre sol sonho tarde tempo ter terra tipo todo tomar trabalho três trazer tudo último um
    uma usar valor velho ver verdade vez viagem vida vir viver voltar vontade voz
    """.split()
)
